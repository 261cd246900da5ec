#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

/// The built program as a child process, with its streams in hand.
namespace armature::test {

struct Spawn {
  std::vector<std::string> words;
  std::filesystem::path folder = "/";
  std::map<std::string, std::string> environment = {};
  std::string input = {};      ///< standard input's text; nothing: /dev/null
  bool close_input = false;    ///< started without descriptor 0
  bool close_output = false;   ///< started without descriptor 1
  bool broken_output = false;  ///< standard output is a pipe that nobody reads
  int terminal = -1;           ///< descriptor of a terminal for standard input and error
};

class Program {
 public:
  explicit Program(const Spawn& spawn);
  ~Program();  ///< kills what still runs
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  std::string out() const;  ///< so far
  std::string err() const;
  void signal(int number) const;
  /// Until `text` stands in what it wrote, or the program has ended.
  bool wait_for(const std::string& text);
  /// Exit code; 1000 + signal if one ended it, 2000 if it had to be killed after a minute.
  int wait();

 private:
  pid_t pid_ = -1;
  int out_ = -1, err_ = -1;
  std::optional<int> code_;
};

struct Ended {
  int code;
  std::string out, err;
};
Ended run(const Spawn& spawn);

/// A folder of its own for a test.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& file, const std::string& text) const;

 private:
  std::filesystem::path path_;
};

}  // namespace armature::test
