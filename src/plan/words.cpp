#include "plan/words.hpp"

#include <array>
#include <utility>

namespace armature::plan {
namespace {

template <class Value, std::size_t n>
using Table = std::array<std::pair<Value, std::string_view>, n>;

constexpr Table<Action, 7> actions = {{{Action::create, "create"},
                                       {Action::update, "update"},
                                       {Action::replace, "replace"},
                                       {Action::remove, "delete"},
                                       {Action::adopt, "adopt"},
                                       {Action::upload, "upload"},
                                       {Action::route, "route"}}};

using diff::Reason;
constexpr Table<Reason, 13> reasons = {{{Reason::changed, "changed"},
                                        {Reason::drifted, "drifted"},
                                        {Reason::removed, "removed"},
                                        {Reason::unhealthy, "unhealthy"},
                                        {Reason::unarchived, "unarchived"},
                                        {Reason::unverifiable, "unverifiable"},
                                        {Reason::is_default, "default"},
                                        {Reason::letter_case, "case"},
                                        {Reason::same_duration, "same_duration"},
                                        {Reason::same_content, "same_content"},
                                        {Reason::alias, "alias"},
                                        {Reason::read_only, "read_only"},
                                        {Reason::secret, "secret"}}};

using Form = lower::Hole::UriForm;
constexpr Table<Form, 4> forms = {{{Form::https, "https"},
                                   {Form::https_slash, "https_slash"},
                                   {Form::azureml_long, "azureml_long"},
                                   {Form::azureml_short, "azureml_short"}}};

template <class Value, std::size_t n>
std::string_view word_in(const Table<Value, n>& table, Value wanted) {
  for (const auto& [value, word] : table)
    if (value == wanted) return word;
  return {};
}

template <class Value, std::size_t n>
std::optional<Value> value_in(const Table<Value, n>& table, std::string_view wanted) {
  for (const auto& [value, word] : table)
    if (word == wanted) return value;
  return {};
}

}  // namespace

std::string_view word_of(Action action) {
  return word_in(actions, action);
}
std::optional<Action> action_of(std::string_view word) {
  return value_in(actions, word);
}
std::string_view word_of(diff::Reason reason) {
  return word_in(reasons, reason);
}
std::optional<diff::Reason> reason_of(std::string_view word) {
  return value_in(reasons, word);
}
std::string_view word_of(lower::Hole::UriForm form) {
  return word_in(forms, form);
}
std::optional<lower::Hole::UriForm> uri_form_of(std::string_view word) {
  return value_in(forms, word);
}

}  // namespace armature::plan
