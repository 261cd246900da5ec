#include "report/steps.hpp"

#include <algorithm>

#include "report/line.hpp"
#include "report/values.hpp"

namespace armature::report {
namespace {

using plan::Action;
using plan::Step;

constexpr std::size_t address_at = 4;
constexpr std::size_t field_at = 6;
constexpr std::size_t value_max = 60;
constexpr std::size_t gap = 4;

bool dangerous(const Step& step) {
  return step.action == Action::replace || step.action == Action::remove;
}

/// Created things stand where their manifest begins; for changes each field has its own place.
bool shows_position(const Step& step) {
  return step.action != Action::update && !dangerous(step);
}

class Steps {
 public:
  Steps(const plan::Plan& plan, const Style& style)
      : plan_(plan), style_(style), value_at_(value_column(plan)) {}

  std::string whole() {
    steps();
    return std::move(out_);
  }

 private:
  Line line() const { return Line(style_); }

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
    head.add(" ").add(shown(step.address), Tone::bold).column(value_at_);
    const std::size_t room = room_for(head.width(), place_columns(pos));
    head.add(route ? transition(*step.kind, step.because.front(), room)
                   : shortened(step.summary, room));
    if (route && step.drains) head.add("   " + step.summary, Tone::dim);
    out_ += head.right_place(pos).text();

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

  /// What a place may take from what stands before it: a long path gives way first.
  static std::size_t place_columns(const std::string& pos) {
    constexpr std::size_t place_most = 24;
    return pos.empty() ? 0 : std::min(columns(pos), place_most) + 2;
  }

  std::size_t room_for(std::size_t at, std::size_t place) const {
    const auto width = static_cast<std::size_t>(style_.width);
    const std::size_t taken = at + place;
    constexpr std::size_t least = 24;
    return width > taken + least ? width - taken : least;
  }

  std::string value_of(const Step& step, const diff::Change& change) const {
    const std::string pos = reason_text(change).empty() ? short_text(change.pos) : std::string{};
    return transition(*step.kind, change, room_for(value_at_, place_columns(pos)));
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
      row.right_place(short_text(change.pos));
    } else {
      row.column(reason_at).add(reason, Tone::dim);
    }
    out_ += row.text();
    if (!change.forces_replacement) return;
    const std::string why = change.note.empty() ? "" : ": " + change.note;
    out_ += line().column(value_at_).add("# forces replacement" + why, Tone::danger).text();
  }

  const plan::Plan& plan_;
  const Style& style_;
  std::size_t value_at_;
  std::string out_;
};

}  // namespace

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

std::size_t value_column(const plan::Plan& plan) {
  std::size_t longest = 0;
  for (const Step& step : plan.steps) longest = std::max(longest, columns(shown(step.address)));
  return std::clamp(address_at + longest + gap, value_column_min, value_max);
}

std::string steps_text(const plan::Plan& plan, const Style& style) {
  return Steps(plan, style).whole();
}

}  // namespace armature::report
