#include "lower/yaml_block.hpp"

#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "base/text.hpp"
#include "lower/yaml_scalar.hpp"

namespace armature::lower {
namespace {

using manifest::Node;

constexpr std::size_t width = 80;

/// Writes one text behind what stands on the line; a fold goes on at `indent`.
class TextWriter {
 public:
  TextWriter(std::string& out, std::size_t indent, bool may_fold)
      : out_(out), indent_(indent), may_fold_(may_fold) {
    const std::size_t line = out.rfind('\n');
    column_ = out.size() - (line == std::string::npos ? 0 : line + 1);
  }

  void plain(std::u32string_view text) { folded(text, false); }

  void single_quoted(std::u32string_view text) {
    write("'");
    folded(text, true);
    write("'");
  }

  void double_quoted(std::u32string_view text) {
    write("\"");
    std::size_t start = 0;
    for (std::size_t end = 0; end <= text.size(); ++end) {
      const bool at_end = end == text.size();
      if (at_end || escaped(text[end])) {
        write(text.substr(start, end - start));
        start = end;
        if (!at_end) {
          write(escape(text[end]));
          start = end + 1;
        }
      }
      const bool inside = end > 0 && end + 1 < text.size();
      if (!inside || !may_fold_ || !(text[end] == U' ' || start >= end)) continue;
      // Behind an escape `start` is one ahead.
      if (column_ + end <= width + start) continue;
      if (start < end) {
        write(text.substr(start, end - start));
        start = end;
      }
      write("\\");
      fold();
      if (text[start] == U' ') write("\\");
    }
    write("\"");
  }

 private:
  static bool escaped(char32_t c) { return c == U'"' || c == U'\\' || c < 0x20 || c > 0x7E; }

  static std::string escape(char32_t c) {
    using namespace std::string_view_literals;
    constexpr std::u32string_view known = U"\0\a\b\t\n\v\f\r\x1B\"\\\x85\xA0\u2028\u2029"sv;
    constexpr std::string_view letters = "0abtnvfre\"\\N_LP";
    if (const std::size_t i = known.find(c); i != std::u32string_view::npos)
      return std::string("\\") + letters[i];
    const auto value = static_cast<std::uint32_t>(c);
    if (value <= 0xFF) return fmt::format("\\x{:02X}", value);
    if (value <= 0xFFFF) return fmt::format("\\u{:04X}", value);
    return fmt::format("\\U{:08X}", value);
  }

  /// Runs of words, spaces and line breaks. A single space behind column 80 becomes a fold.
  void folded(std::u32string_view text, bool quoted) {
    std::size_t start = 0;
    while (start < text.size()) {
      const char32_t kind = text[start] == U' ' || text[start] == U'\n' ? text[start] : 0;
      std::size_t end = start;
      while (end < text.size() &&
             (kind != 0 ? text[end] == kind : text[end] != U' ' && text[end] != U'\n'))
        ++end;
      const bool inner = !quoted || (start != 0 && end != text.size());
      if (kind == U'\n') {
        out_.append(end - start + 1, '\n');
        out_.append(indent_, ' ');
        column_ = indent_;
      } else if (kind == U' ' && end == start + 1 && column_ > width && may_fold_ && inner) {
        fold();
      } else {
        for (const char32_t c : text.substr(start, end - start)) {
          write(text_of(c));
          if (quoted && c == U'\'') write("'");
        }
      }
      start = end;
    }
  }

  void fold() {
    out_ += '\n';
    out_.append(indent_, ' ');
    column_ = indent_;
  }

  // Only ASCII gets here unescaped: anything else is double-quoted.
  static std::string text_of(char32_t c) { return std::string(1, static_cast<char>(c)); }

  void write(std::string_view ascii) {
    out_ += ascii;
    column_ += ascii.size();
  }
  void write(std::u32string_view text) {
    for (const char32_t c : text) write(text_of(c));
  }

  std::string& out_;
  std::size_t indent_;
  bool may_fold_;
  std::size_t column_ = 0;
};

void write_text(std::string& out, const std::string& text, bool means_text, std::size_t indent,
                bool key) {
  const std::u32string points = code_points(text);
  TextWriter writer(out, indent, !key);
  switch (style_of(points, means_text, key)) {
    case TextStyle::plain:
      return writer.plain(points);
    case TextStyle::single_quoted:
      return writer.single_quoted(points);
    case TextStyle::double_quoted:
      return writer.double_quoted(points);
  }
}

std::string real_text(const Node& node) {
  std::string text = manifest::python_text(node);
  if (text == "nan" || text == "inf") return "." + text;
  if (text == "-inf") return "-.inf";
  const std::size_t exponent = text.find('e');
  if (exponent != std::string::npos && text.find('.') == std::string::npos)
    text.insert(exponent, ".0");
  return text;
}

void write_scalar(std::string& out, const Node& node, std::size_t indent) {
  switch (node.type) {
    case Node::Type::null:
      out += "null";
      return;
    case Node::Type::boolean:
      out += node.boolean ? "true" : "false";
      return;
    case Node::Type::integer:
      out += std::to_string(node.integer);
      return;
    case Node::Type::real:
      out += real_text(node);
      return;
    default:
      // What stood there unquoted and is text, or a date, may stand so again.
      return write_text(out, node.scalar, !node.quoted || plain_means_text(node.scalar), indent,
                        false);
  }
}

void write_block(std::string& out, const Node& node, std::size_t indent);

bool block(const Node& node) {
  return !node.items.empty() || !node.members.empty();
}

void write_inline(std::string& out, const Node& node, std::size_t indent) {
  out += ' ';
  if (node.is(Node::Type::sequence))
    out += "[]";
  else if (node.is(Node::Type::mapping))
    out += "{}";
  else
    write_scalar(out, node, indent);
}

void write_sequence(std::string& out, const Node& node, std::size_t indent) {
  bool first = true;
  for (const Node& item : node.items) {
    if (!first) out += '\n' + std::string(indent, ' ');
    first = false;
    out += '-';
    if (block(item)) {
      out += ' ';
      write_block(out, item, indent + 2);
    } else {
      write_inline(out, item, indent + 2);
    }
  }
}

void write_mapping(std::string& out, const Node& node, std::size_t indent) {
  std::vector<const Node::Member*> members;
  for (const Node::Member& member : node.members) members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](const auto* a, const auto* b) { return a->key < b->key; });
  bool first = true;
  for (const Node::Member* member : members) {
    if (!first) out += '\n' + std::string(indent, ' ');
    first = false;
    write_text(out, member->key, plain_means_text(member->key), indent, true);
    out += ':';
    if (!block(member->value)) {
      write_inline(out, member->value, indent + 2);
      continue;
    }
    // A list in a mapping is not indented further.
    const std::size_t inner = member->value.is(Node::Type::sequence) ? indent : indent + 2;
    out += '\n' + std::string(inner, ' ');
    write_block(out, member->value, inner);
  }
}

void write_block(std::string& out, const Node& node, std::size_t indent) {
  if (node.is(Node::Type::sequence))
    write_sequence(out, node, indent);
  else
    write_mapping(out, node, indent);
}

}  // namespace

std::string to_yaml_block(const Node& root) {
  std::string out;
  if (block(root)) {
    write_block(out, root, 0);
  } else {
    write_inline(out, root, 2);
    out.erase(0, 1);
  }
  return out + '\n';
}

}  // namespace armature::lower
