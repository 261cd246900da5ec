#pragma once

#include <string>
#include <vector>

#include "manifest/document.hpp"

namespace armature::manifest::test {

/// Everything said, as the user reads it.
inline std::string said(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& one : diagnostics) {
    const std::string text = to_text(one);
    out += text;
    if (!text.ends_with('\n')) out += '\n';
  }
  return out;
}

/// First lines only: where and what, without the remedy.
inline std::string headlines(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& one : diagnostics) {
    const std::string text = to_text(one);
    out += text.substr(0, text.find('\n')) + '\n';
  }
  return out;
}

inline std::vector<Document> read(std::string_view text, Diagnostics& diagnostics) {
  return read_yaml(text, "m.yml", "m.yml", diagnostics);
}

/// Headlines of what reading `text` says.
inline std::string faults(std::string_view text) {
  Diagnostics diagnostics;
  read(text, diagnostics);
  return headlines(diagnostics);
}

}  // namespace armature::manifest::test
