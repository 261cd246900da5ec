#include "report/plan_text.hpp"

#include <string_view>

#include <fmt/core.h>

#include "base/text.hpp"
#include "plan/words.hpp"
#include "report/line.hpp"
#include "report/steps.hpp"
#include "report/values.hpp"

namespace armature::report {
namespace {

using plan::Plan;

constexpr std::size_t field_at = 6;

std::string stack_name(const plan::Header& header) {
  if (header.stack.empty()) return header.workspace;
  return header.target.empty() ? header.stack : header.stack + "/" + header.target;
}

std::string place(const plan::Header& header) {
  constexpr std::size_t guid = 36;
  constexpr std::size_t ends = 4;
  std::vector<std::string> parts = {header.workspace, header.resource_group, header.location};
  const std::string& id = header.subscription;
  if (header.cloud == "local") {
    parts.emplace_back("local cloud");
  } else {
    if (!header.cloud.empty() && header.cloud != "AzureCloud") parts.push_back(header.cloud);
    parts.push_back(id.size() == guid ? id.substr(0, ends) + "…" + id.substr(guid - ends) : id);
  }
  std::erase(parts, "");
  return join(parts, " · ");
}

class Text {
 public:
  Text(const Plan& plan, const Style& style)
      : plan_(plan), style_(style), value_at_(value_column(plan)) {}

  std::string whole(const std::string& next_command) {
    const bool short_form = plan_.empty() && plan_.refusals.empty();
    if (short_form) {
      out_ += Line(style_)
                  .add(stack_name(plan_.header), Tone::bold)
                  .add(" · " + plan_.header.workspace)
                  .text();
    } else {
      header();
    }
    refusals();
    out_ += steps_text(plan_, style_);
    unchanged();
    notes();
    if (!short_form && !ends_blank()) out_ += "\n";
    out_ += counts();
    if (!next_command.empty())
      out_ += Line(style_).add("Next: ").add(next_command, Tone::bold).text();
    return std::move(out_);
  }

 private:
  bool ends_blank() const { return out_.ends_with("\n\n"); }
  Line line() const { return Line(style_); }

  void header() {
    apart(stack_name(plan_.header), Tone::bold, place(plan_.header), Tone::plain);
    std::vector<std::string> facts;
    if (!plan_.header.commit.empty()) facts.push_back("commit " + plan_.header.commit);
    facts.push_back("plan " + plan::plan_id(plan_));
    const std::string& who = plan_.header.identity;
    apart(who.empty() ? "" : "as " + who, Tone::plain, join(facts, " · "), Tone::dim);
    out_ += "\n";
  }

  /// Two texts at the two margins, or below each other where a line does not hold both.
  void apart(const std::string& left, Tone left_tone, const std::string& right, Tone right_tone) {
    constexpr std::size_t gap = 2;
    const std::size_t wanted = columns(printable(left)) + gap + columns(printable(right));
    Line first = line();
    first.add(left, left_tone);
    if (wanted <= static_cast<std::size_t>(style_.width)) {
      out_ += first.right(right, right_tone).text();
      return;
    }
    out_ += first.text();
    out_ += line().right(right, right_tone).text();
  }

  void refusals() {
    for (const plan::Refusal& refusal : plan_.refusals) {
      out_ += line().add("✗ refused ", Tone::danger).add(shown(refusal.address), Tone::bold).text();
      out_ += line().add("  ").add(refusal.message).text();
      out_ += line().add("  ").add("Do", Tone::dim).column(9).add(refusal.remedy).text();
    }
    if (!plan_.refusals.empty()) out_ += "\n";
  }

  void unchanged() {
    if (!style_.verbose) return;
    for (const plan::Unchanged& one : plan_.unchanged) {
      out_ += line().add("  = ", Tone::dim).add(shown(one.address), Tone::dim).text();
      for (const diff::Change& same : one.suppressed)
        out_ += line()
                    .column(field_at)
                    .add(same.yaml, Tone::dim)
                    .column(value_at_)
                    .add("equal: ", Tone::dim)
                    .add(plan::word_of(same.reason), Tone::dim)
                    .text();
    }
  }

  void notes() {
    if (plan_.notes.empty()) return;
    if (!plan_.empty()) out_ += "\n";
    for (const std::string& note : plan_.notes)
      out_ += line().add("note: ", Tone::dim).add(note).text();
  }

  std::string counts() const {
    const plan::Counts n = plan::count(plan_);
    const std::string drifted = n.drifted == 0 ? "" : fmt::format(" ({} drifted)", n.drifted);
    return line()
        .add(fmt::format("Plan: {} to add, {} to change{}, {} to replace, {} to delete, {} to "
                         "route, {} unchanged",
                         n.add, n.change, drifted, n.replace, n.remove, n.route, n.unchanged),
             Tone::bold)
        .text();
  }

  const Plan& plan_;
  const Style& style_;
  std::size_t value_at_;
  std::string out_;
};

}  // namespace

std::string plan_text(const plan::Plan& plan, const Style& style, const std::string& next_command) {
  return Text(plan, style).whole(next_command);
}

}  // namespace armature::report
