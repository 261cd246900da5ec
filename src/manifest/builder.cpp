#include "manifest/builder.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "manifest/scalar.hpp"

namespace armature::manifest {

Builder::Builder(std::string_view text, int first_line, const std::vector<std::size_t>& erased,
                 FileState& state, Diagnostics& diagnostics)
    : text_(text),
      first_line_(first_line),
      erased_(erased),
      state_(state),
      diagnostics_(diagnostics) {}

std::optional<Node> Builder::take() {
  return std::move(root_);
}

SourcePos Builder::position(const YAML::Mark& mark) {
  const std::size_t end = std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), text_.size());
  last_offset_ = end;
  const auto in_line = static_cast<std::size_t>(std::max(mark.column, 0));
  const std::size_t line_start = end - std::min(in_line, end);
  if (mark.line != last_line_ || mark.column < last_byte_) {
    last_line_ = mark.line;
    last_byte_ = 0;
    last_column_ = 0;
  }
  const std::size_t from = std::min(line_start + static_cast<std::size_t>(last_byte_), end);
  last_column_ += count_characters(text_.substr(from, end - from));
  last_byte_ = mark.column;
  return {state_.file, first_line_ + mark.line, last_column_ + 1};
}

SourcePos Builder::position_at(std::size_t offset) {
  const std::string_view before = text_.substr(0, offset);
  YAML::Mark mark;
  mark.pos = static_cast<int>(before.size());
  mark.line = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  mark.column = static_cast<int>(before.size() - (before.rfind('\n') + 1));
  return position(mark);
}

std::optional<SourcePos> Builder::unclosed_quote() {
  // The scanner reads ahead of the events, so that the quote lies somewhere behind the last of
  // them.
  for (std::size_t at = last_offset_; at < text_.size(); ++at) {
    at = text_.find_first_of("\"'", at);
    if (at == std::string_view::npos) break;
    if (at > 0 && std::string_view(" \t\n[{,:").find(text_[at - 1]) == std::string_view::npos)
      continue;
    const std::size_t end = end_of_quoted(text_, at);
    if (end == std::string_view::npos) return position_at(at);
    at = end;
  }
  return std::nullopt;
}

std::optional<SourcePos> Builder::open_flow() const {
  for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
    if (frame->flow) return frame->node.pos;
  }
  return std::nullopt;
}

void Builder::error(const SourcePos& pos, std::string summary, std::string detail) {
  diagnostics_.push_back({Severity::error, pos, std::move(summary), std::move(detail)});
  check_enough(pos);
}

void Builder::check_enough(const SourcePos& pos) {
  if (diagnostics_.size() <= state_.limits.problems_max) return;
  diagnostics_.push_back({Severity::error, pos, "Too many problems",
                          "The rest of the file is not looked at. Correct these first."});
  state_.stopped = true;
  throw Abandoned{};
}

void Builder::abandon(const SourcePos& pos, std::string summary, std::string detail) {
  error(pos, std::move(summary), std::move(detail));
  throw Abandoned{};
}

void Builder::count(const SourcePos& pos, std::size_t nodes) {
  state_.nodes += nodes;
  if (state_.nodes > state_.limits.nodes_max) {
    state_.stopped = true;
    abandon(pos, "Too many values",
            fmt::format("A file may hold {} values. Split it into several files.",
                        state_.limits.nodes_max));
  }
}

void Builder::check_tab(const YAML::Mark& mark, const SourcePos& pos) {
  if (mark.column <= 0 || (!frames_.empty() && frames_.back().flow)) return;
  const auto column = static_cast<std::size_t>(mark.column);
  const auto at = static_cast<std::size_t>(mark.pos);
  if (at > text_.size() || column > at) return;
  const std::string_view before = text_.substr(at - column, column);
  // Looking at more than an indentation would make one long line quadratic.
  const std::size_t tab = before.substr(0, before.find_first_not_of(" \t")).find('\t');
  if (tab == std::string_view::npos || before.find_first_not_of(" \t") != std::string_view::npos) {
    return;
  }
  abandon({pos.file, pos.line, static_cast<int>(tab) + 1}, "Tab in indentation",
          "YAML is indented with spaces only. Replace the tab by spaces.");
}

/// yaml-cpp takes the end of the document for a closing quote, and so swallows whatever follows.
void Builder::check_quotes(const YAML::Mark& mark, const SourcePos& pos) {
  std::size_t at = static_cast<std::size_t>(mark.pos);
  const std::string_view blanks = " \t\r\n";
  while (at < text_.size() && (text_[at] == '!' || text_[at] == '&')) {
    at = text_.find_first_of(blanks, at);
    at = at == std::string_view::npos ? at : text_.find_first_not_of(blanks, at);
    if (at == std::string_view::npos) return;
  }
  if (at >= text_.size() || (text_[at] != '"' && text_[at] != '\'')) return;
  if (end_of_quoted(text_, at) != std::string_view::npos) return;
  abandon(pos, "Unclosed quote",
          fmt::format("The text begins with {0} here and never ends. Write the closing {0}.",
                      text_[at]));
}

bool Builder::key_is_next() const {
  return !frames_.empty() && frames_.back().node.is(Node::Type::mapping) && !frames_.back().has_key;
}

void Builder::OnDocumentStart(const YAML::Mark& mark) {
  if (started_) {
    abandon(position(mark), "Content after the end of the document",
            "This line belongs to nothing above it. Check its indentation, or put a line \"---\" "
            "before it if a new document begins here.");
  }
  started_ = true;
}

void Builder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  Node node{.pos = position(mark), .members = {}};
  const std::string_view rest =
      text_.substr(std::min(static_cast<std::size_t>(mark.pos), text_.size()));
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (rest.starts_with(word)) node.scalar = word;
  }
  if (key_is_next()) {
    take_key(node.scalar, node.pos, false);
    return;
  }
  const auto at = static_cast<std::size_t>(mark.pos);
  if (std::find(erased_.begin(), erased_.end(), at) != erased_.end()) return drop_value(node.pos);
  if (!frames_.empty() && frames_.back().node.is(Node::Type::mapping)) {
    // For a value that is not there the parser names the next token, which may stand lines below.
    const Frame& frame = frames_.back();
    const bool written =
        !node.scalar.empty() && (frame.flow || node.pos.column > frame.node.pos.column);
    if (!written) {
      node.scalar.clear();
      node.pos = frame.key_pos;
    }
  } else if (node.scalar.empty()) {
    const std::size_t dash =
        text_.substr(0, static_cast<std::size_t>(mark.pos)).find_last_not_of(" \t\r\n");
    if (dash != std::string_view::npos && text_[dash] == '-') {
      const std::string_view between =
          text_.substr(dash, static_cast<std::size_t>(mark.pos) - dash);
      const auto lines = static_cast<int>(std::count(between.begin(), between.end(), '\n'));
      const std::size_t start = text_.rfind('\n', dash) + 1;
      node.pos.line -= lines;
      node.pos.column = count_characters(text_.substr(start, dash - start)) + 1;
    }
  }
  count(node.pos, 1);
  remember(anchor, node, 1, 0);
  add(std::move(node));
}

void Builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const SourcePos pos = position(mark);
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) {
    error(pos, "Alias within its own anchor",
          "The value would contain itself without end. Write out what is meant.");
    if (key_is_next()) return drop_key(pos);
    return drop_value(pos);
  }
  const Anchored& anchored = found->second;
  if (key_is_next()) {
    if (anchored.node.is_scalar()) return take_key(anchored.node.scalar, pos, true);
    error(pos, "Key is no text", "The alias stands for a list or mapping. Write the key as text.");
    return drop_key(pos);
  }
  state_.alias_nodes += anchored.nodes;
  if (state_.alias_nodes > state_.limits.alias_nodes_max) {
    abandon(pos, "Aliases repeat too much",
            fmt::format("Written out, the aliases of this file stand for more than {} values. Use "
                        "fewer of them.",
                        state_.limits.alias_nodes_max));
  }
  count(pos, anchored.nodes);
  if (frames_.size() + anchored.height > state_.limits.depth_max) {
    abandon(pos, "Nested too deeply",
            fmt::format("With this alias written out, values are nested deeper than {} levels.",
                        state_.limits.depth_max));
  }
  if (!frames_.empty())
    frames_.back().height = std::max(frames_.back().height, anchored.height + 1);
  Node copy = anchored.node;
  copy.pos = pos;
  add(std::move(copy));
}

void Builder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       const std::string& value) {
  Node node{.pos = position(mark), .members = {}};
  check_tab(mark, node.pos);
  if (tag != "?") check_quotes(mark, node.pos);
  if (value.size() > state_.limits.scalar_max) {
    error(node.pos, "Value too long",
          fmt::format(
              "It has {} bytes; at most {} are read. Put long texts into a file of their own.",
              value.size(), state_.limits.scalar_max));
    node.quoted = true;
    node.type = Node::Type::text;
  } else {
    node.scalar = value;
    apply_tag(node, tag);
  }
  count(node.pos, 1);
  remember(anchor, node, 1, 0);
  if (key_is_next()) return take_key(std::move(node.scalar), node.pos, node.quoted);
  warn_about_reading(node);
  add(std::move(node));
}

void Builder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                              YAML::EmitterStyle::value style) {
  open(mark, tag, anchor, style == YAML::EmitterStyle::Flow, Node::Type::sequence);
}

void Builder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) {
  open(mark, tag, anchor, style == YAML::EmitterStyle::Flow, Node::Type::mapping);
}

void Builder::open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, bool flow,
                   Node::Type type) {
  const SourcePos pos = position(mark);
  check_tab(mark, pos);
  if (frames_.size() >= state_.limits.depth_max) {
    abandon(
        pos, "Nested too deeply",
        fmt::format("Values may be nested {} levels deep. Flatten them.", state_.limits.depth_max));
  }
  const std::string_view wanted =
      type == Node::Type::sequence ? "tag:yaml.org,2002:seq" : "tag:yaml.org,2002:map";
  if (tag != "?" && tag != "!" && tag != wanted) {
    error(pos, fmt::format("Unknown tag \"{}\"", shorten(tag)),
          "Manifests hold plain data. Remove the tag.");
  }
  count(pos, 1);
  Frame frame{.node = {.type = type, .pos = pos, .members = {}},
              .anchor = anchor,
              .nodes_before = state_.nodes - 1,
              .flow = flow};
  frame.is_key = key_is_next();
  frames_.push_back(std::move(frame));
}

void Builder::close() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  if (frame.is_key) {
    // Only now is it sure that a key was meant: yaml-cpp opens a mapping for every `[` that might
    // become one.
    error(
        frame.node.pos, "Key is no text",
        frame.node.is(Node::Type::mapping)
            ? "A mapping stands where a key should. A template like {{name}} must stand in quotes."
            : "A list stands where a key should. Write the key as text.");
    return drop_key(frame.node.pos);
  }
  merge(frame);
  remember(frame.anchor, frame.node, state_.nodes - frame.nodes_before, frame.height);
  if (!frames_.empty()) frames_.back().height = std::max(frames_.back().height, frame.height + 1);
  add(std::move(frame.node));
}

void Builder::add(Node node) {
  if (frames_.empty()) {
    root_ = std::move(node);
    return;
  }
  Frame& frame = frames_.back();
  if (frame.node.is(Node::Type::sequence)) {
    frame.node.items.push_back(std::move(node));
    return;
  }
  frame.has_key = false;
  if (frame.drop_value) return;
  if (frame.merging) {
    frame.merges.push_back(std::move(node));
    return;
  }
  frame.node.members.push_back({std::move(frame.key), frame.key_pos, std::move(node)});
}

void Builder::remember(YAML::anchor_t anchor, const Node& node, std::size_t nodes,
                       std::size_t height) {
  if (anchor == 0) return;
  state_.alias_nodes += nodes;
  if (state_.alias_nodes > state_.limits.alias_nodes_max) {
    abandon(node.pos, "Anchors hold too much",
            fmt::format("The anchored values of this file hold more than {} values. Use fewer.",
                        state_.limits.alias_nodes_max));
  }
  anchors_[anchor] = {node, nodes, height};
}

}  // namespace armature::manifest
