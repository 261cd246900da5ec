#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"
#include "manifest/document.hpp"
#include "manifest/interpolate.hpp"

namespace armature::manifest {
namespace {

const std::vector<std::string> fields = {"name",      "cloud", "subscription", "resource_group",
                                         "workspace", "id",    "root",         "manifests"};
const std::vector<std::string> clouds = {"local", "AzureCloud", "AzureUSGovernment",
                                         "AzureChinaCloud"};

bool is_stack_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto allowed = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 63 && letter(text[0]) &&
         std::all_of(text.begin(), text.end(), allowed);
}

class StackReader {
 public:
  StackReader(const Node& root, Diagnostics& diagnostics)
      : root_(root), diagnostics_(diagnostics) {}

  std::optional<StackFile> read() {
    for (const Node::Member& member : root_.members) check_known(member);
    StackFile stack;
    stack.pos = root_.pos;
    stack.name = text("name");
    stack.cloud = text("cloud");
    stack.subscription = text("subscription");
    stack.resource_group = text("resource_group");
    stack.workspace = text("workspace");
    stack.id = text("id");
    stack.root = text("root");
    check_name(stack.name);
    check_cloud(stack.cloud);
    check_root(stack.root);
    if (!read_manifests(stack)) return std::nullopt;
    return stack;
  }

 private:
  void error(const SourcePos& pos, std::string summary, std::string detail) {
    diagnostics_.push_back({Severity::error, pos, std::move(summary), std::move(detail)});
  }

  /// Nothing more needs to be said of a text whose ${env.X} failed.
  bool was_reported(const SourcePos& pos) const {
    return std::any_of(diagnostics_.begin(), diagnostics_.end(), [&](const Diagnostic& one) {
      return one.pos.line == pos.line && one.pos.column == pos.column && one.pos.file == pos.file;
    });
  }

  void check_known(const Node::Member& member) {
    const std::string& key = member.key;
    if (key == "$schema" || key == "kind") return;
    if (std::find(fields.begin(), fields.end(), key) != fields.end()) return;
    if (key == "variables" || key == "targets" || key == "override") {
      error(member.key_pos, fmt::format("Field \"{}\" is not known to this version", key),
            "It has no effect yet, so that it is refused. Remove it; for the time being write one "
            "stack "
            "file for each target.");
      return;
    }
    const std::string near = nearest(key, fields);
    error(member.key_pos, fmt::format("Unknown field \"{}\"", key),
          near.empty() ? fmt::format("A stack file has {}.", join(fields, ", "))
                       : fmt::format("Did you mean \"{}\"?", near));
  }

  std::string text(const char* name) {
    const Node* node = root_.get(name);
    if (node == nullptr || node->is(Node::Type::null)) return {};
    if (node->is_scalar()) return python_text(*node);
    error(node->pos, fmt::format("Field \"{}\" is no text", name),
          fmt::format("Write one value: \"{}: value\".", name));
    return {};
  }

  void check_name(const std::string& name) {
    const Node* node = root_.get("name");
    if (node == nullptr || node->is(Node::Type::null)) {
      error(node == nullptr ? root_.pos : node->pos, "Missing field \"name\"",
            "The stack's name marks what it owns. Add a line such as \"name: mnist-scoring\".");
    } else if (node->is_scalar() && !is_stack_name(name) && !was_reported(node->pos)) {
      error(
          node->pos, fmt::format("Bad name \"{}\"", name),
          "A stack's name begins with a letter and has up to 63 letters, digits, \"-\" and \"_\".");
    }
  }

  void check_cloud(const std::string& cloud) {
    if (cloud.empty() || std::find(clouds.begin(), clouds.end(), cloud) != clouds.end()) return;
    if (was_reported(root_.get("cloud")->pos)) return;
    const std::string near = nearest(cloud, clouds);
    error(root_.get("cloud")->pos, fmt::format("Unknown cloud \"{}\"", cloud),
          near.empty() ? fmt::format("Write one of {}.", join(clouds, ", "))
                       : fmt::format("Did you mean \"{}\"?", near));
  }

  void check_root(const std::string& root) {
    if (!root.starts_with('/')) return;
    error(
        root_.get("root")->pos, "Absolute path",
        "The root is a folder around the stack file, written relative to it, as in \"root: ..\".");
  }

  bool read_manifests(StackFile& stack) {
    const Node* node = root_.get("manifests");
    if (node == nullptr) return true;
    stack.has_manifests = true;
    if (!node->is(Node::Type::sequence)) {
      error(node->pos, "Field \"manifests\" is no list",
            "Write a list of paths, as in \"manifests: [compute.yml, endpoints/*.yml]\".");
      return false;
    }
    for (const Node& item : node->items) {
      const std::string path = item.is_scalar() ? python_text(item) : "";
      if (path.empty() || item.is(Node::Type::null)) {
        error(item.pos, "Path expected", "Each entry of \"manifests\" is a path or a glob.");
        continue;
      }
      stack.manifests.push_back(path);
      stack.manifest_positions.push_back(item.pos);
    }
    return true;
  }

  const Node& root_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::optional<StackFile> read_stack(const Document& document,
                                    const std::map<std::string, std::string>& environment,
                                    Diagnostics& diagnostics) {
  Node root = document.root;
  interpolate(root, environment, diagnostics);
  return StackReader(root, diagnostics).read();
}

}  // namespace armature::manifest
