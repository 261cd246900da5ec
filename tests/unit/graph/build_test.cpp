#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "graph/graph.hpp"
#include "graph/targets.hpp"

namespace armature::graph {
namespace {

catalog::Kind kind(std::string_view name, std::string_view arm_type) {
  catalog::Kind one{};
  one.name = name;
  one.arm_type = arm_type;
  return one;
}

const catalog::Kind endpoint_kind = kind("endpoint", "endpoints");
const catalog::Kind compute_kind = kind("compute", "computes");
const catalog::Kind deployment_kind = [] {
  catalog::Kind one = kind("deployment", "endpoints/deployments");
  one.parent_kind = "endpoint";
  return one;
}();
const catalog::Kind traffic_kind = [] {
  catalog::Kind one = kind("traffic", "endpoints");
  one.routes = "endpoint";
  return one;
}();
const catalog::Kind model_kind = [] {
  catalog::Kind one = kind("model", "models/versions");
  one.versioned = true;
  return one;
}();

SourcePos line(int number) {
  static const auto file = std::make_shared<const std::string>("stack.yml");
  return {file, number, 3};
}

lower::Desired resource(const catalog::Kind& type, const std::string& name,
                        const std::string& parent = {}, const std::string& version = {}) {
  lower::Desired one;
  one.address = {
      .kind = std::string(type.name), .parent = parent, .name = name, .version = version};
  one.kind = &type;
  one.id.scope = {"s", "g", "w"};
  const std::string first(type.arm_type.substr(0, type.arm_type.find('/')));
  one.id.parts.emplace_back(first, parent.empty() ? name : parent);
  if (!parent.empty()) one.id.parts.emplace_back("deployments", name);
  if (type.versioned) one.id.parts.emplace_back("versions", version);
  one.pos = line(1);
  return one;
}

lower::Desired traffic(const std::string& endpoint, const std::vector<std::string>& names) {
  lower::Desired one = resource(traffic_kind, endpoint);
  one.id = resource(endpoint_kind, endpoint).id;
  Json shares = Json::object();
  for (const std::string& name : names) shares[name] = 1;
  one.body = share({{"properties", {{"traffic", shares}}}});
  one.declared = {"properties.traffic"};
  return one;
}

void refer(lower::Desired& from, const std::string& target, int at = 1) {
  const auto address = parse_address(target);
  REQUIRE(address);
  from.holes.push_back(
      {.path = "properties.x", .target = *address, .in_stack = true, .pos = line(at)});
}

std::vector<std::string> names(const std::vector<lower::Desired>& all,
                               const std::vector<std::size_t>& indices) {
  std::vector<std::string> out;
  for (const std::size_t i : indices) out.push_back(all[i].address.text());
  return out;
}

using Names = std::vector<std::string>;

TEST_CASE("what a resource needs comes from references, its parent and its routing") {
  lower::Desired blue = resource(deployment_kind, "blue", "e");
  refer(blue, "model/m:1");
  refer(blue, "compute/c");
  const std::vector<lower::Desired> all = {traffic("e", {"blue", "unknown"}),
                                           blue,
                                           resource(deployment_kind, "green", "e"),
                                           resource(deployment_kind, "blue", "other"),
                                           resource(endpoint_kind, "e"),
                                           resource(model_kind, "m", "", "1"),
                                           resource(compute_kind, "c")};
  Diagnostics diagnostics;
  const Graph graph = build(all, diagnostics);
  CHECK(diagnostics.empty());
  CHECK(names(all, graph.after[0]) == Names{"deployment/e/blue", "endpoint/e"});
  CHECK(names(all, graph.after[1]) == Names{"endpoint/e", "model/m:1", "compute/c"});
  CHECK(names(all, graph.after[2]) == Names{"endpoint/e"});
  CHECK(graph.after[3].empty());
  CHECK(graph.after[4].empty());
}

TEST_CASE("the order keeps the order of the manifests wherever dependencies allow it") {
  lower::Desired blue = resource(deployment_kind, "blue", "e");
  refer(blue, "model/m:1");
  const std::vector<lower::Desired> all = {traffic("e", {"blue"}), resource(compute_kind, "c"),
                                           blue, resource(model_kind, "m", "", "1"),
                                           resource(endpoint_kind, "e")};
  Diagnostics diagnostics;
  const Graph graph = build(all, diagnostics);
  CHECK(names(all, graph.order) ==
        Names{"compute/c", "model/m:1", "endpoint/e", "deployment/e/blue", "traffic/e"});
}

TEST_CASE("a reference finds the declared resource that it names") {
  const std::vector<lower::Desired> all = {
      resource(model_kind, "one", "", "1"), resource(model_kind, "two", "", "1"),
      resource(model_kind, "two", "", "2"), resource(model_kind, "open"),
      resource(compute_kind, "c")};
  const Targets targets(all);
  struct Row {
    std::string name, target;
    std::optional<std::size_t> want;
  };
  const Row rows[] = {
      {"by name and version", "model/two:2", 2},
      {"the latest of the only one", "model/one:@latest", 0},
      {"a bare name of the only one", "model/one", 0},
      {"another version than the declared one", "model/one:7", std::nullopt},
      {"the latest of several is not known here", "model/two:@latest", std::nullopt},
      {"one whose version is still open", "model/open:@latest", 3},
      {"names of assets mind the case", "model/ONE:1", std::nullopt},
      {"other names do not", "compute/C", 4},
      {"a kind that nobody declares", "code/c:1", std::nullopt},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      CHECK(targets.find(parse_address(row.target).value()) == row.want);
    }
  }
}

TEST_CASE("a cycle is an error that names its edges with their places") {
  std::vector<lower::Desired> all = {resource(compute_kind, "a"), resource(compute_kind, "b"),
                                     resource(compute_kind, "c"), resource(compute_kind, "behind")};
  refer(all[0], "compute/b", 11);
  refer(all[1], "compute/c", 12);
  refer(all[2], "compute/a", 13);
  refer(all[3], "compute/a", 14);
  Diagnostics diagnostics;
  const Graph graph = build(all, diagnostics);
  REQUIRE(diagnostics.size() == 1);
  CHECK(to_text(diagnostics[0]) ==
        "stack.yml:11:3: error: References form a cycle\n"
        "  stack.yml:11: compute/a needs compute/b\n"
        "  stack.yml:12: compute/b needs compute/c\n"
        "  stack.yml:13: compute/c needs compute/a\n"
        "  Take one of these references out: nothing here could be created first.");
  CHECK(graph.order.size() == all.size());
}

TEST_CASE("a resource that refers to itself is a cycle") {
  std::vector<lower::Desired> all = {resource(compute_kind, "a")};
  refer(all[0], "compute/a", 5);
  Diagnostics diagnostics;
  build(all, diagnostics);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics[0].pos.line == 5);
}

TEST_CASE("ten thousand resources in one chain are ordered, and as one circle are refused") {
  constexpr std::size_t count = 10'000;
  std::vector<lower::Desired> all;
  for (std::size_t i = 0; i < count; ++i)
    all.push_back(resource(compute_kind, "c" + std::to_string(i)));
  for (std::size_t i = 0; i + 1 < count; ++i) refer(all[i], "compute/c" + std::to_string(i + 1));
  Diagnostics diagnostics;
  const Graph graph = build(all, diagnostics);
  CHECK(diagnostics.empty());
  CHECK(graph.order.front() == count - 1);
  CHECK(std::ranges::is_sorted(graph.order, std::greater<>()));

  refer(all.back(), "compute/c0");
  build(all, diagnostics);
  CHECK(diagnostics.size() == 1);
}

}  // namespace
}  // namespace armature::graph
