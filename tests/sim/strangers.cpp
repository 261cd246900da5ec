#include "sim/strangers.hpp"

#include <algorithm>
#include <iterator>

namespace armature::sim {

using runtime::second;

void Strangers::settle_in(const Scenario& scenario) {
  for (const auto& [key, body] : scenario.foreign) {
    const http::Response answer = service_.foreign(key, body, 0);
    if (answer.status >= 300)
      world_.violate("scenario", "a stranger cannot make " + key + ": " + answer.body);
    judge_.foreign(key);
  }
}

bool Strangers::put(const std::string& key, Json body) {
  for (const char* member : {"id", "name", "type", "systemData", "etag"}) body.erase(member);
  if (body.contains("properties")) body["properties"].erase("provisioningState");
  Rng& rng = world_.stream(Stream::foreign);
  const Nanos lasts = rng.chance(500) ? 0 : rng.between(second, 100 * second);
  const http::Response answer = service_.foreign(key, body, lasts);
  world_.trace().row(world_.now(), "stranger", "PUT " + key, std::to_string(answer.status));
  return answer.status < 300;
}

void Strangers::tag(const std::string& key) {
  std::optional<Json> body = service_.truth(key);
  // Nobody changes what is in operation: the service would refuse.
  if (!body || !tagged_ours(*body) || state_of(*body) != State::succeeded) return;
  (*body)["tags"]["ext-seen"] = std::to_string(world_.stream(Stream::foreign).below(100));
  const Json value = (*body)["tags"]["ext-seen"];
  if (!put(key, std::move(*body))) return;
  counters_.hit(name_of(Fault::foreign_tag));
  judge_.foreign_fact(key, "tags.ext-seen", value);
}

void Strangers::visit(const Stage& stage) {
  Rng& rng = world_.stream(Stream::foreign);
  if (stage.keys.empty() || stage.destroy || !rng.chance(faults_.of(Fault::foreign_tag))) return;
  const std::size_t visits = 1 + rng.below(3);
  for (std::size_t at = 0; at < visits; ++at) {
    const auto which =
        std::next(stage.keys.begin(), static_cast<std::ptrdiff_t>(rng.below(stage.keys.size())));
    // At once before anything runs, or while it does.
    const Nanos when = rng.chance(500) ? 0 : rng.between(0, 120 * second);
    world_.wire(when, [this, key = *which] { tag(key); });
  }
}

bool Strangers::edit(const Stage& stage) {
  Rng& rng = world_.stream(Stream::foreign);
  if (stage.destroy || !rng.chance(faults_.of(Fault::foreign_edit))) return false;
  std::vector<const Expect*> numbers;
  for (const Expect& one : stage.expects)
    if (one.is == Expect::Is::equal && one.declared && one.value.is_number_integer() &&
        (one.path == "properties.miniBatchSize" || one.path == "sku.capacity" ||
         one.path == "properties.properties.scaleSettings.maxNodeCount"))
      numbers.push_back(&one);
  if (numbers.empty()) return false;
  const Expect& chosen = *rng.pick(numbers);
  std::optional<Json> body = service_.truth(chosen.key);
  if (!body) return false;
  armature::put(*body, chosen.path, chosen.value.get<int>() + 3);
  if (!put(chosen.key, std::move(*body))) return false;
  counters_.hit(name_of(Fault::foreign_edit));
  return true;
}

}  // namespace armature::sim
