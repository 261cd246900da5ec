#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/env.hpp"

namespace armature::sim {

/// A hash over every request, answer and decision (equal for equal seeds), and on demand the run as
/// a table.
class Trace {
 public:
  explicit Trace(bool keep_rows) : keep_rows_(keep_rows) {}

  void add(std::uint64_t value);
  void add(std::string_view text);

  /// One line of the table; hashed too. `what` is a request or an answer, `note` a fault or
  /// decision.
  void row(runtime::Nanos at, std::string_view who, std::string_view what, std::string_view note);

  std::uint64_t hash() const { return hash_; }
  std::string table() const;

 private:
  struct Row {
    runtime::Nanos at;
    std::string who, what, note;
  };
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
  bool keep_rows_;
  std::vector<Row> rows_;
};

}  // namespace armature::sim
