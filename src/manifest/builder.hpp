#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include "base/diagnostic.hpp"
#include "manifest/document.hpp"
#include "manifest/text.hpp"

namespace armature::manifest {

/// Thrown through the parser when reading on makes no sense. The reason is among the diagnostics.
struct Abandoned {};

/// What all documents of one file share.
struct FileState {
  std::shared_ptr<const std::string> file;
  ReadLimits limits;
  std::size_t nodes = 0;
  std::size_t alias_nodes = 0;
  bool stopped = false;  ///< the rest of the file is not worth reading
};

/// Builds the tree of one document from yaml-cpp's events. yaml-cpp checks little: duplicate keys,
/// tags, merge keys, alias cycles, depth, size and unclosed quotes are looked after here.
class Builder : public YAML::EventHandler {
 public:
  /// `erased`: offsets of aliases that were taken out of the text because they are undefined.
  Builder(std::string_view text, int first_line, const std::vector<std::size_t>& erased,
          FileState& state, Diagnostics& diagnostics);

  /// The root, or nothing if the document is empty. To be called when the parser is done.
  std::optional<Node> take();

  /// Where something of the parser's stands in the file.
  SourcePos position(const YAML::Mark& mark);
  /// Start of the innermost `[` or `{` that is still open.
  std::optional<SourcePos> open_flow() const;

  /// Start of the quoted text that the scanner could not finish.
  std::optional<SourcePos> unclosed_quote();

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  struct Anchored {
    Node node;
    std::size_t nodes = 0;
    std::size_t height = 0;
  };
  struct Frame {
    Node node;
    YAML::anchor_t anchor = 0;
    std::size_t nodes_before = 0;
    std::size_t height = 1;  ///< levels of containers in it, itself included
    bool flow = false;
    bool is_key = false;      ///< stands where a key should: dropped when it is complete
    bool has_key = false;     ///< a key was read, its value is next
    bool drop_value = false;  ///< the key was no good
    bool merging = false;     ///< the key is `<<`
    std::string key = {};
    SourcePos key_pos = {};
    std::unordered_map<std::string, std::size_t> keys = {};  ///< member by key, for large mappings
    std::vector<Node> merges = {};                           ///< values of `<<`, in order
  };

  SourcePos position_at(std::size_t offset);
  void check_enough(const SourcePos& pos);
  void error(const SourcePos& pos, std::string summary, std::string detail);
  [[noreturn]] void abandon(const SourcePos& pos, std::string summary, std::string detail);
  void count(const SourcePos& pos, std::size_t nodes);
  void check_tab(const YAML::Mark& mark, const SourcePos& pos);
  void check_quotes(const YAML::Mark& mark, const SourcePos& pos);
  bool key_is_next() const;
  static const Node::Member* member_of(Frame& frame, const std::string& key);
  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, bool flow,
            Node::Type type);
  void close();
  void take_key(std::string key, const SourcePos& pos, bool quoted);
  void drop_key(const SourcePos& pos);
  void drop_value(const SourcePos& pos);
  void add(Node node);
  void remember(YAML::anchor_t anchor, const Node& node, std::size_t nodes, std::size_t height);
  void merge(Frame& frame);
  void apply_tag(Node& node, const std::string& tag);
  void warn_about_reading(const Node& node);

  std::string_view text_;
  int first_line_;
  const std::vector<std::size_t>& erased_;
  FileState& state_;
  Diagnostics& diagnostics_;
  std::vector<Frame> frames_;
  std::optional<Node> root_;
  bool started_ = false;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;
  // Columns are counted in characters; going on from the last position keeps one long line linear.
  int last_line_ = -1;
  int last_byte_ = 0;
  int last_column_ = 0;
  std::size_t last_offset_ = 0;
};

}  // namespace armature::manifest
