#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace armature::manifest {

/// One file of a local asset.
struct ContentFile {
  std::string path;      ///< relative to the stack's folder, '/'-separated: what Store::read takes
  std::string relative;  ///< relative to the asset's folder (for a single file: its name)
  std::uint64_t size = 0;
  std::string sha256;  ///< of the bytes; what a saved plan is checked against
  std::string md5;     ///< base64 of the raw MD5, as Content-MD5 wants it
};

/// A local file or folder, content-addressed exactly as the official SDK does it.
struct Content {
  std::string path;  ///< relative to the stack's folder
  std::string name;  ///< last path segment: the folder or file name that appears in the blob path
  bool is_file = false;
  std::string md5;     ///< names the upload folder LocalUpload/<md5>/
  std::string sha256;  ///< hash_sha256 of a code asset (hash_version 202208)
  std::vector<ContentFile>
      files;  ///< sorted by blob path (code point order): the first is the indicator blob
  std::uint64_t bytes() const;
};

/// Everything local that lowering looks at, keyed by the path relative to the stack's folder.
struct LocalFiles {
  std::map<std::string, Content> contents;   ///< folders and files to upload
  std::map<std::string, std::string> texts;  ///< files whose text goes into a body (conda files)
};

}  // namespace armature::manifest
