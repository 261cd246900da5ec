#include "report/plan_text.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/core.h>

#include "base/text.hpp"
#include "plan/words.hpp"
#include "report/line.hpp"
#include "report/values.hpp"

namespace armature::report {
namespace {

using plan::Action;
using plan::Plan;
using plan::Step;

constexpr std::size_t address_at = 4;
constexpr std::size_t field_at = 6;
constexpr std::size_t value_min = 42;  // where values begin, unless an address is longer
constexpr std::size_t value_max = 60;
constexpr std::size_t gap = 4;

struct Look {
  std::string_view symbol;
  Tone tone;
};

Look look_of(Action action) {
  switch (action) {
    case Action::create:
      return {"  +", Tone::add};
    case Action::update:
      return {"  ~", Tone::change};
    case Action::replace:
      return {"-/+", Tone::danger};
    case Action::remove:
      return {"  -", Tone::remove};
    case Action::adopt:
      return {"  @", Tone::change};
    case Action::upload:
      return {"  ^", Tone::add};
    case Action::route:
      return {"  >", Tone::route};
  }
  return {"   ", Tone::plain};
}

bool dangerous(const Step& step) {
  return step.action == Action::replace || step.action == Action::remove;
}

/// Created things stand where their manifest begins; for changes each field has its own place.
bool shows_position(const Step& step) {
  return step.action != Action::update && !dangerous(step);
}

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
  Text(const Plan& plan, const Style& style) : plan_(plan), style_(style) {
    std::size_t longest = 0;
    for (const Step& step : plan.steps) longest = std::max(longest, columns(step.address.text()));
    value_at_ = std::clamp(address_at + longest + gap, value_min, value_max);
  }

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
    steps();
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
    out_ += line()
                .add(stack_name(plan_.header), Tone::bold)
                .right(place(plan_.header), Tone::plain)
                .text();
    std::vector<std::string> facts;
    if (!plan_.header.commit.empty()) facts.push_back("commit " + plan_.header.commit);
    facts.push_back("plan " + plan::plan_id(plan_));
    Line second = line();
    if (!plan_.header.identity.empty()) second.add("as " + plan_.header.identity);
    out_ += second.right(join(facts, " · ")).text() + "\n";
  }

  void refusals() {
    for (const plan::Refusal& refusal : plan_.refusals) {
      out_ += line()
                  .add("✗ refused ", Tone::danger)
                  .add(refusal.address.text(), Tone::bold)
                  .column(value_at_)
                  .add(refusal.message)
                  .text();
      out_ += line().add("  Do     ").add(refusal.remedy).text();
    }
    if (!plan_.refusals.empty()) out_ += "\n";
  }

  /// What is deleted or replaced comes first; a step of several lines stands apart from the next.
  void steps() {
    bool tall = false;
    for (const bool danger : {true, false}) {
      for (const Step& step : plan_.steps) {
        if (dangerous(step) != danger) continue;
        if (tall) out_ += "\n";
        tall = one(step);
      }
      tall = tall || (danger && std::ranges::any_of(plan_.steps, dangerous));
    }
  }

  bool one(const Step& step) {
    const Look look = look_of(step.action);
    const bool route = step.action == Action::route && !step.because.empty();
    const std::string pos = shows_position(step) ? short_text(step.pos) : std::string{};
    Line head = line().add(look.symbol, look.tone);
    head.add(" ").add(step.address.text(), Tone::bold).column(value_at_);
    const std::size_t room = room_for(head.width(), pos);
    head.add(route ? transition(*step.kind, step.because.front(), room / 2)
                   : shortened(step.summary, room));
    if (route && step.drains) head.add("   " + step.summary, Tone::dim);
    out_ += head.right(pos).text();

    std::size_t reason_at = 0;
    const std::size_t first = route ? 1 : 0;
    for (std::size_t i = first; i < step.because.size(); ++i)
      if (!reason_text(step.because[i]).empty())
        reason_at = std::max(reason_at, columns(value_of(step, step.because[i])));
    for (std::size_t i = first; i < step.because.size(); ++i)
      change(step, step.because[i], value_at_ + reason_at + 3);
    for (const plan::Remark& remark : step.remarks)
      out_ += line()
                  .column(field_at)
                  .add(remark.label, Tone::dim)
                  .column(value_at_)
                  .add(remark.text)
                  .text();
    return step.because.size() > first || !step.remarks.empty();
  }

  std::size_t room_for(std::size_t at, const std::string& pos) const {
    const auto width = static_cast<std::size_t>(style_.width);
    const std::size_t taken = at + (pos.empty() ? 0 : columns(pos) + 2);
    constexpr std::size_t least = 24;
    return width > taken + least ? width - taken : least;
  }

  std::string value_of(const Step& step, const diff::Change& change) const {
    constexpr std::size_t arrow = 4;
    const std::string pos = reason_text(change).empty() ? short_text(change.pos) : std::string{};
    return transition(*step.kind, change, (room_for(value_at_, pos) - arrow) / 2);
  }

  void change(const Step& step, const diff::Change& change, std::size_t reason_at) {
    const std::string reason = reason_text(change);
    const bool drift = change.reason == diff::Reason::drifted;
    Line row = line();
    if (drift) {
      row.column(address_at).add("!", Tone::change).add(" ");
    } else {
      row.column(field_at);
    }
    row.add(change.yaml).column(value_at_).add(value_of(step, change));
    if (reason.empty()) {
      row.right(short_text(change.pos));
    } else {
      row.column(reason_at).add(reason, Tone::dim);
    }
    out_ += row.text();
    if (!change.forces_replacement) return;
    const std::string why = change.note.empty() ? "" : ": " + change.note;
    out_ += line().column(value_at_).add("# forces replacement" + why, Tone::danger).text();
  }

  void unchanged() {
    if (!style_.verbose) return;
    for (const plan::Unchanged& one : plan_.unchanged) {
      out_ += line().add("  = ", Tone::dim).add(one.address.text(), Tone::dim).text();
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
  std::size_t value_at_ = value_min;
  std::string out_;
};

}  // namespace

std::string plan_text(const plan::Plan& plan, const Style& style, const std::string& next_command) {
  return Text(plan, style).whole(next_command);
}

}  // namespace armature::report
