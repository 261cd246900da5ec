#include <algorithm>
#include <optional>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "reconcile/planning.hpp"

namespace armature::cli {
namespace {

/// A declared resource as it is found.
struct Row {
  std::string address, id, state, owner, routing;
};

std::string text_at(const Json& body, std::string_view path) {
  const Json* value = find(body, path);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

/// "torch", or "blue 90, green 10".
std::string routing_of(const catalog::Kind& kind, const Json& live) {
  std::vector<std::string> parts;
  for (const catalog::Field& field : kind.fields) {
    const Json* value = field.arm.empty() ? nullptr : find(live, field.arm);
    if (value == nullptr) continue;
    if (value->is_string()) parts.push_back(value->get<std::string>());
    if (!value->is_object()) continue;
    for (const auto& [name, share] : value->items())
      if (share.is_number()) parts.push_back(name + " " + share.dump());
  }
  return join(parts, ", ");
}

std::string state_of(const catalog::Kind& kind, const Json& live) {
  const Json* archived = find(live, "properties.isArchived");
  if (kind.removal == catalog::Removal::archive && archived != nullptr && *archived == true)
    return "Archived";
  const std::string state = text_at(live, "properties.provisioningState");
  return state.empty() ? "Succeeded" : state;  // a missing state means that it is done
}

Row row_of(const lower::Desired& desired, const arm::Observed& observed) {
  Row row{desired.address.text(), desired.id.text(), "absent", {}, {}};
  const auto found =
      observed.find(arm::get_query(desired.id, std::string(desired.kind->api_version)));
  if (found == observed.end() || !found->second.body) return row;
  const Json& live = *found->second.body;
  if (!desired.kind->routes.empty()) {
    row.routing = routing_of(*desired.kind, live);
    row.state = row.routing.empty() ? "not set" : "set";
    return row;
  }
  row.state = state_of(*desired.kind, live);
  row.owner = diff::stack_of(diff::live_tags(*desired.kind, live));
  return row;
}

std::string stack_of(const plan::Header& header) {
  return header.target.empty() ? header.stack : header.stack + "/" + header.target;
}

std::string as_text(const std::vector<Row>& rows, const plan::Header& header) {
  std::size_t address = 0, state = 0;
  for (const Row& row : rows) {
    address = std::max(address, printable(row.address).size());
    state = std::max(state, printable(row.state).size());
  }
  std::string text = printable(header.stack.empty() ? header.workspace
                                                    : stack_of(header) + " · " + header.workspace) +
                     "\n\n";
  for (const Row& row : rows) {
    std::string facts = row.routing;
    if (facts.empty() && row.state != "absent")
      facts = row.owner.empty() ? "owned by nobody" : "owned by " + row.owner;
    std::string line = fmt::format("  {:<{}}  {:<{}}  {}", printable(row.address), address,
                                   printable(row.state), state, printable(facts));
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

Json as_json(const std::vector<Row>& rows, const plan::Header& header) {
  Json resources = Json::array();
  for (const Row& row : rows) {
    Json one{{"address", row.address}, {"id", row.id}, {"state", row.state}};
    if (!row.owner.empty()) one["owner"] = row.owner;
    if (!row.routing.empty()) one["routing"] = row.routing;
    resources.push_back(std::move(one));
  }
  return {{"stack", stack_of(header)},
          {"subscription", header.subscription},
          {"resourceGroup", header.resource_group},
          {"workspace", header.workspace},
          {"resources", std::move(resources)}};
}

/// Only which resource is meant has to be known, and nothing but the declared ones is looked for.
reconcile::Inputs inputs_for_looking(reconcile::Inputs inputs) {
  inputs.options.destroy = true;
  inputs.owner = {};
  return inputs;
}

}  // namespace

int run_status(const Context& context) {
  const auto prepared = prepare(context, Needs::a_service);
  if (!prepared) return prepared.error();
  const auto world = open_world(context, *prepared);
  if (!world) return world.error();
  std::optional<tl::expected<reconcile::View, reconcile::Problem>> answer;
  int stopped_by = 0;
  reconcile::look((*world)->env(), (*world)->client(),
                  reconcile::ask(prepared->declared, inputs_for_looking(prepared->inputs)), {},
                  [&answer](auto view) { answer = std::move(view); });
  (*world)->run([&answer] { return answer.has_value(); },
                [&stopped_by](int signal) {
                  stopped_by = signal;
                  return true;
                });
  if (!answer) return report_stopped(context, stopped_by);
  if (!*answer) return report_problem(context, answer->error());
  std::vector<Row> rows;
  for (const resolve::Resolved& one : (*answer)->resolution.resources)
    rows.push_back(row_of(one.desired, (*answer)->observed));
  const plan::Header& header = prepared->inputs.header;
  const std::string text =
      context.arguments.json ? dump(as_json(rows, header)) + "\n" : as_text(rows, header);
  return context.console.out(text) ? 0 : exit_error;
}

}  // namespace armature::cli
