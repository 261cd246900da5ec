#include "azure/conflict.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"

namespace armature::azure {
namespace {

constexpr runtime::Nanos busy_max = 45 * 60 * runtime::second;
/// AML has refused for half a minute after an operation of the parent had ended.
constexpr runtime::Nanos quiet_max = 60 * runtime::second;
constexpr runtime::Nanos delay_max = 15 * runtime::second;

constexpr std::array<std::string_view, 12> final_codes = {"ScopeLocked",
                                                          "PropertyChangeNotAllowed",
                                                          "MissingSubscriptionRegistration",
                                                          "SubscriptionNotRegistered",
                                                          "MissingRegistrationForLocation",
                                                          "QuotaExceeded",
                                                          "ResourceQuotaExceeded",
                                                          "OutOfQuota",
                                                          "SkuNotAvailable",
                                                          "ReadOnlyDisabledSubscription",
                                                          "DisallowedOperation",
                                                          "ResourceGroupBeingDeleted"};

constexpr std::array<std::string_view, 3> busy_codes = {"AnotherOperationInProgress",
                                                        "RetryableErrorDueToAnotherOperation",
                                                        "ReferencedResourceNotProvisioned"};

constexpr std::array<std::string_view, 5> busy_words = {"another operation", "provisioning state",
                                                        "in progress", "is being ", "non-terminal"};

}  // namespace

bool Conflict::may_pass(const Error& refusal) {
  return std::none_of(final_codes.begin(), final_codes.end(), [&](std::string_view code) {
    return equal_ignoring_case(refusal.code, code);
  });
}

void Conflict::refused(const Error& refusal) {
  ++refusals_;
  const std::string message = to_lower(refusal.message);
  says_busy_ =
      std::any_of(busy_codes.begin(), busy_codes.end(),
                  [&](std::string_view code) { return equal_ignoring_case(refusal.code, code); }) ||
      std::any_of(busy_words.begin(), busy_words.end(),
                  [&](std::string_view word) { return message.find(word) != message.npos; });
}

bool Conflict::worth_waiting(runtime::Nanos now) const {
  return says_busy_ ? now - began_ < busy_max : now - quiet_since_ < quiet_max;
}

runtime::Nanos Conflict::delay() const {
  return std::min(runtime::second << std::min(refusals_ == 0 ? 0U : refusals_ - 1, 5U), delay_max);
}

}  // namespace armature::azure
