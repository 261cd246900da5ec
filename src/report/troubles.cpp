#include "report/troubles.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report/line.hpp"
#include "report/plan_text.hpp"

namespace armature::report {

std::string_view word_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return "invalid answer";
    case ErrorKind::rejected:
      return "rejected";
    case ErrorKind::throttled:
      return "throttled";
    case ErrorKind::unreachable:
      return "unreachable";
    case ErrorKind::cancelled:
      return "cancelled";
    case ErrorKind::outcome_unknown:
      return "outcome unknown";
    case ErrorKind::stale:
      return "stale";
    case ErrorKind::refused:
      return "refused";
    case ErrorKind::no_token:
      return "no token";
    case ErrorKind::internal:
      return "internal";
  }
  return "internal";
}

std::string headline(const Error& error) {
  if (error.status == 0) return error.code.empty() ? std::string(word_of(error.kind)) : error.code;
  return error.code.empty() ? fmt::format("{} {}", error.status, word_of(error.kind))
                            : fmt::format("{} {}", error.status, error.code);
}

bool not_started(const execute::Outcome& outcome) {
  return outcome.verdict == execute::Verdict::skipped && outcome.because_of.empty();
}

bool still_running(const execute::Outcome& outcome) {
  return outcome.verdict == execute::Verdict::unknown && outcome.accepted && outcome.error &&
         outcome.error->kind == ErrorKind::cancelled && !outcome.operation.empty();
}

std::string state_word(const plan::Step& step, const execute::Outcome& outcome) {
  if (outcome.verdict == execute::Verdict::skipped)
    return not_started(outcome) ? "not started" : "skipped";
  if (still_running(outcome)) return "accepted, still running";
  const bool replaces = step.action == plan::Action::replace;
  if (outcome.accepted) return replaces ? "deleted, not created again" : "accepted, end not seen";
  return "sent, outcome unknown";
}

Json error_json(const Error& error) {
  Json out = {{"kind", word_of(error.kind)}, {"message", error.message}};
  if (!error.code.empty()) out["code"] = error.code;
  if (error.status != 0) out["status"] = error.status;
  if (!error.remedy.empty()) out["remedy"] = error.remedy;
  if (!error.ids.empty()) out["ids"] = error.ids;
  if (!error.context.empty()) out["context"] = error.context;
  return out;
}

std::string error_text(const Error& error, const Style& style) {
  std::string out;
  for (const std::string_view line : split(error.message, '\n')) {
    Line text(style);
    if (out.empty()) {
      text.add("error: ", Tone::danger);
    } else {
      text.add("  ");
    }
    out += text.add(line).text();
  }
  const auto fact = [&](std::string_view label, const std::string& text) {
    if (!text.empty())
      out += Line(style).add("  ").add(label, Tone::dim).column(9).add(text).text();
  };
  if (error.status != 0 || !error.code.empty()) fact("Code", headline(error));
  fact("Do", error.remedy);
  fact("While", join({error.context.rbegin(), error.context.rend()}, ": "));
  fact("Ids", join(error.ids, " · "));
  return out;
}

}  // namespace armature::report
