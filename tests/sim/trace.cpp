#include "sim/trace.hpp"

#include <fmt/core.h>

#include "base/text.hpp"

namespace armature::sim {

void Trace::add(std::uint64_t value) {
  for (unsigned shift = 0; shift < 64; shift += 8)
    hash_ = (hash_ ^ ((value >> shift) & 0xffU)) * 0x100000001b3ULL;
}

void Trace::add(std::string_view text) {
  for (const char c : text) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  add(text.size());
}

void Trace::row(runtime::Nanos at, std::string_view who, std::string_view what,
                std::string_view note) {
  add(static_cast<std::uint64_t>(at));
  add(who);
  add(what);
  add(note);
  if (keep_rows_) rows_.push_back({at, std::string(who), std::string(what), std::string(note)});
}

std::string Trace::table() const {
  std::string out;
  for (const Row& row : rows_) {
    const auto ms = row.at / runtime::millisecond;
    out += fmt::format("{:>8}.{:03} s  {:<9} {:<76}", ms / 1000, ms % 1000, row.who,
                       printable(row.what));
    // What a process printed has several lines.
    for (const std::string_view line : split(row.note, '\n')) out += " " + printable(line) + "\n";
  }
  return out;
}

}  // namespace armature::sim
