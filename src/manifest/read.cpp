#include <algorithm>
#include <sstream>

#include <fmt/core.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "base/text.hpp"
#include "manifest/builder.hpp"
#include "manifest/document.hpp"
#include "manifest/syntax.hpp"
#include "manifest/text.hpp"

namespace armature::manifest {
namespace {

/// Files beyond this size are not parsed a second time for the sake of further messages.
constexpr std::size_t reparse_max = 256U << 10U;
constexpr int reparse_count = 20;

std::string_view line_at(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  const std::size_t start = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  return text.substr(start, text.find_first_of("\r\n", start) - start);
}

void report_syntax(const YAML::ParserException& fault, std::string_view text, Builder& builder,
                   Diagnostics& diagnostics) {
  YAML::Mark mark = fault.mark;
  const auto at = static_cast<std::size_t>(std::max(mark.pos, 0));
  const std::string_view line = line_at(text, at);
  const auto quote =
      fault.msg == YAML::ErrorMsg::EOF_IN_SCALAR ? builder.unclosed_quote() : std::nullopt;
  SourcePos pos = builder.position(mark);
  const std::size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
  const std::size_t tab = line.substr(0, indent).find('\t');
  if (tab != std::string_view::npos && fault.msg != YAML::ErrorMsg::CHAR_IN_BLOCK) {
    pos.column = static_cast<int>(tab) + 1;
    const SyntaxFault said = explain_syntax(YAML::ErrorMsg::TAB_IN_INDENTATION, line, tab);
    diagnostics.push_back({Severity::error, pos, said.summary, said.detail});
    return;
  }
  const bool list = fault.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW;
  if (list || fault.msg == YAML::ErrorMsg::END_OF_MAP_FLOW) {
    const SourcePos opened = builder.open_flow().value_or(pos);
    diagnostics.push_back(
        {Severity::error, opened, list ? "Unclosed \"[\"" : "Unclosed \"{\"",
         fmt::format("Reading came to line {} without its \"{}\". Write the closing "
                     "bracket, or a missing comma before that line.",
                     pos.line, list ? ']' : '}')});
    return;
  }
  if (quote) pos = *quote;
  // The parser has read the backslash and the letter behind it.
  if (fault.msg.starts_with(YAML::ErrorMsg::INVALID_ESCAPE))
    pos.column = std::max(pos.column - 2, 1);
  const SyntaxFault said =
      explain_syntax(fault.msg, line, static_cast<std::size_t>(std::max(mark.column, 0)));
  // A wrong indentation is seen at the colon, and mended at the line's start.
  if (said.summary == bad_indentation) pos.column = static_cast<int>(indent) + 1;
  diagnostics.push_back({Severity::error, pos, said.summary, said.detail});
}

/// Takes an undefined alias out of the text, so that a further pass finds what else is wrong.
bool erase_alias(std::string& text, std::size_t at) {
  if (at >= text.size() || text[at] != '*') return false;
  text[at] = '~';
  for (++at; at < text.size() &&
             std::string_view(" \t\r\n,[]{}").find(text[at]) == std::string_view::npos;
       ++at) {
    text[at] = ' ';
  }
  return true;
}

std::string alias_name(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(std::min(at, text.size()));
  return shorten(rest.substr(0, rest.find_first_of(" \t\r\n,[]{}")));
}

struct Pass {
  std::optional<Node> root;
  bool again = false;
};

Pass parse(std::string& text, const Chunk& chunk, std::vector<std::size_t>& erased, bool may_repeat,
           FileState& state, Diagnostics& kept, Diagnostics& found) {
  Pass pass;
  Builder builder(text, chunk.first_line, erased, state, found);
  try {
    std::istringstream in(text);
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
    pass.root = builder.take();
  } catch (const Abandoned&) {
    // Its reason is among the diagnostics.
  } catch (const YAML::ParserException& fault) {
    if (fault.msg != YAML::ErrorMsg::UNKNOWN_ANCHOR) {
      report_syntax(fault, text, builder, found);
      return pass;
    }
    const auto at = static_cast<std::size_t>(std::max(fault.mark.pos, 0));
    kept.push_back(
        {Severity::error, builder.position(fault.mark),
         fmt::format("Undefined alias \"{}\"", alias_name(text, at)),
         "No anchor of this name stands above it in the document. Define it with \"&\", or put a "
         "text that begins with \"*\" into quotes."});
    pass.again = may_repeat && erase_alias(text, at);
    if (pass.again) erased.push_back(at);
  }
  return pass;
}

std::optional<Node> read_chunk(std::string text, const Chunk& chunk, FileState& state,
                               Diagnostics& diagnostics) {
  const FileState before = state;
  std::vector<std::size_t> erased;
  for (int passes = 1;; ++passes) {
    Diagnostics found;
    const bool may_repeat = passes < reparse_count && text.size() <= reparse_max;
    Pass pass = parse(text, chunk, erased, may_repeat, state, diagnostics, found);
    if (pass.again) {
      state = before;
      continue;
    }
    diagnostics.insert(diagnostics.end(), found.begin(), found.end());
    return std::move(pass.root);
  }
}

std::string schema_name_of(const Node& root) {
  const Node* schema = root.get("$schema");
  if (schema == nullptr || !schema->is(Node::Type::text)) return {};
  std::string_view name = schema->scalar;
  name = name.substr(0, name.find_first_of("?#"));
  name = name.substr(name.rfind('/') + 1);
  for (const std::string_view suffix : {".schema.json", ".json"})
    if (name.ends_with(suffix)) {
      name.remove_suffix(suffix.size());
      break;
    }
  return std::string(name);
}

std::string folder_of(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string::npos ? std::string{} : file.substr(0, slash);
}

Document make_document(const std::string& file, Node root) {
  Document document{.file = file,
                    .folder = folder_of(file),
                    .root = std::move(root),
                    .schema_name = {},
                    .kind_name = {}};
  document.schema_name = schema_name_of(document.root);
  const Node* kind = document.root.get("kind");
  if (kind != nullptr && kind->is(Node::Type::text)) document.kind_name = kind->scalar;
  return document;
}

}  // namespace

std::vector<Document> read_yaml(std::string_view text, const std::string& file,
                                const std::string& display, Diagnostics& diagnostics,
                                ReadLimits limits) {
  FileState state{.file = std::make_shared<const std::string>(display), .limits = limits};
  if (text.size() > limits.bytes_max) {
    diagnostics.push_back(
        {Severity::error,
         {state.file, 0, 0},
         "File too large",
         fmt::format("Manifests of up to {} are read. Split it into several files.",
                     human_bytes(limits.bytes_max))});
    return {};
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!check_bytes(text, state.file, diagnostics)) return {};
  std::vector<Document> documents;
  bool anything = false;
  const std::size_t first_problem = diagnostics.size();
  for (const Chunk& chunk : split_documents(text)) {
    if (state.stopped) break;
    const std::size_t known = diagnostics.size();
    std::optional<Node> root =
        read_chunk(std::string(text.substr(chunk.offset, chunk.size)), chunk, state, diagnostics);
    anything = anything || diagnostics.size() > known;
    if (!root || root->is(Node::Type::null)) continue;
    anything = true;
    if (root->is(Node::Type::mapping)) {
      documents.push_back(make_document(file, std::move(*root)));
      continue;
    }
    if (diagnostics.size() - first_problem > limits.problems_max) break;
    const char* what = root->is(Node::Type::sequence) ? "a list" : "a single value";
    diagnostics.push_back({Severity::error, root->pos, "Document is no mapping",
                           fmt::format("It is {}. A manifest is a mapping, with a line \"name: "
                                       "value\" for each field.",
                                       what)});
  }
  if (!anything) {
    diagnostics.push_back({Severity::error,
                           {state.file, 1, 1},
                           "Empty file",
                           "It holds no document. Write a manifest, or remove the file."});
  }
  return documents;
}

}  // namespace armature::manifest
