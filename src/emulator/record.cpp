#include "emulator/record.hpp"

#include <charconv>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace armature::emulator {
namespace {

constexpr char kSlotLead = '\xEF', kSlotMiddle = '\xB7';
constexpr std::size_t kSlotSize = 3;

bool slot_at(std::string_view text, std::size_t at) {
  return at + kSlotSize <= text.size() && text[at + 1] == kSlotMiddle && text[at + 2] >= '\x90' &&
         text[at + 2] <= '\x93';
}

}  // namespace

bool holds_slots(std::string_view text) {
  for (auto at = text.find(kSlotLead); at != text.npos; at = text.find(kSlotLead, at + 1))
    if (slot_at(text, at)) return true;
  return false;
}

std::string encode(const Record& record) {
  return fmt::format("{}\x1f{}\x1f{}\x1f{}{}\x1f{}\n{}", record.settles, record.doing,
                     record.ends_as, record.hidden ? 'h' : '-', record.archived ? 'a' : '-',
                     record.operation, record.body);
}

Record decode(std::string_view text) {
  Record record;
  const auto line = text.find('\n');
  const auto parts = split(text.substr(0, line), '\x1f');
  if (line == text.npos || parts.size() != 5 || parts[3].size() != 2) {
    record.ends_as.clear();
    return record;
  }
  std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), record.settles);
  record.doing = parts[1];
  record.ends_as = parts[2];
  record.hidden = parts[3][0] == 'h';
  record.archived = parts[3][1] == 'a';
  record.operation = parts[4];
  record.body = text.substr(line + 1);
  return record;
}

std::unique_ptr<Record> load(const Context& context, const std::string& key) {
  const auto text = context.store.get(key);
  if (text == nullptr) return nullptr;
  auto record = std::make_unique<Record>(decode(*text));
  return record->gone(context.now) ? nullptr : std::move(record);
}

void save(Context& context, const std::string& key, const Record& record) {
  context.store.put(key, encode(record));
}

std::string render(const Record& record, const Call& call, Nanos now) {
  const std::string& text = record.body;
  std::string out;
  out.reserve(text.size() + 64);
  std::size_t from = 0;
  for (auto at = text.find(kSlotLead); at != text.npos; at = text.find(kSlotLead, at + 1)) {
    if (!slot_at(text, at)) continue;
    out.append(text, from, at - from);
    from = at + kSlotSize;
    switch (text[at + 2]) {
      case '\x90':
        out += call.origin();
        break;
      case '\x91':
        out += call.host;
        break;
      case '\x92':
        out += call.scheme;
        break;
      default:
        out += record.state(now);
    }
  }
  out.append(text, from, text.npos);
  return out;
}

Json rendered_json(const Record& record, const Call& call, Nanos now) {
  return Json::parse(render(record, call, now), nullptr, false);
}

}  // namespace armature::emulator
