#include <map>
#include <set>

#include "diff/declared.hpp"
#include "unit/diff/bodies.hpp"

namespace armature::diff {

TEST_CASE("a resource is ours only by stack and source together") {
  struct Row {
    std::string_view name;
    TagMap tags;
    Ownership want;
  };
  const Row rows[] = {
      {"no tags at all", {}, Ownership::nobodys},
      {"only foreign tags", {{"team", "vision"}}, Ownership::nobodys},
      {"an empty mark", {{"armature.stack", ""}}, Ownership::nobodys},
      {"both marks",
       {{"armature.stack", us.stack}, {"armature.source", us.source}},
       Ownership::ours},
      {"keys in another case",
       {{"Armature.Stack", us.stack}, {"ARMATURE.SOURCE", us.source}},
       Ownership::ours},
      {"another stack",
       {{"armature.stack", "team-b/prod"}, {"armature.source", us.source}},
       Ownership::other_stack},
      {"another target of ours",
       {{"armature.stack", "mnist-scoring/dev"}, {"armature.source", us.source}},
       Ownership::other_stack},
      {"our stack's name in another case",
       {{"armature.stack", "Mnist-Scoring/prod"}, {"armature.source", us.source}},
       Ownership::other_stack},
      {"a copied sample",
       {{"armature.stack", us.stack}, {"armature.source", "ffffffff"}},
       Ownership::other_source},
      {"a source that was stripped", {{"armature.stack", us.stack}}, Ownership::other_source},
  };
  for (const Row& row : rows) DYNAMIC_SECTION(row.name) {
      CHECK(ownership(row.tags, us) == row.want);
    }
}

TEST_CASE("protection holds for any value but a plain no") {
  CHECK(protected_by_tag({{"armature.protect", "true"}}));
  CHECK(protected_by_tag({{"Armature.Protect", "until the audit"}}));
  CHECK(!protected_by_tag({{"armature.protect", "False"}}));
  CHECK(!protected_by_tag({}));
}

TEST_CASE("tags stand where their kind has them") {
  const Json body = {{"tags", {{"a", "1"}, {"n", nullptr}}},
                     {"properties", {{"tags", {{"b", "2"}}}}}};
  CHECK(live_tags(*catalog::kind_named("compute"), body) == TagMap{{"a", "1"}});
  CHECK(live_tags(*catalog::kind_named("model"), body) == TagMap{{"b", "2"}});
  CHECK(live_tags(*catalog::kind_named("traffic"), body) == TagMap{{"a", "1"}});
}

TEST_CASE(
    "declared paths are remembered in three characters each and spill at the limit of a tag") {
  auto resolved = declared("batch_deployment", deployment_yaml);
  TagMap tags = marks(resolved.desired, *resolved.desired.body, us);
  CHECK(tags.at("armature.fields").size() <= resolved.desired.declared.size() * 3);
  CHECK(was_declared(tags, "properties.miniBatchSize"));
  CHECK(!was_declared(tags, "properties.errorThreshold"));

  for (int i = 0; i < 200; ++i)
    resolved.desired.declared.push_back("tags/key-" + std::to_string(i));
  tags = marks(resolved.desired, *resolved.desired.body, us);
  CHECK(tags.contains("armature.fields.2"));
  CHECK(tags.contains("armature.fields.3"));
  for (const auto& [key, value] : tags) {
    CHECK(value.size() <= 256);
    CHECK(!value.empty());
    CHECK(is_mark(key));
  }
  for (int i = 0; i < 200; ++i) CHECK(was_declared(tags, "tags/key-" + std::to_string(i)));
}

TEST_CASE("no two fields of a kind have the same code") {
  for (const catalog::Kind& kind : catalog::kinds()) {
    std::map<std::string, std::string> by_code;
    for (const catalog::Field& row : kind.fields) {
      if (row.arm.empty()) continue;
      const auto [at, fresh] = by_code.emplace(path_code(row.arm), row.arm);
      INFO(kind.name << ": " << row.arm << " and " << at->second);
      CHECK((fresh || at->second == row.arm));
    }
  }
}

TEST_CASE("codes stay what they are, or an upgrade would take every field for a removed one") {
  CHECK(path_code("properties.miniBatchSize") == "WNA");
  CHECK(path_code("tags/team") == "NRm");
}

TEST_CASE("the digest is over meaning, not over spelling") {
  const auto one = declared("batch_deployment", deployment_yaml);
  Json other = *one.desired.body;
  put(other, "properties.loggingLevel", "info");
  put(other, "properties.retrySettings.timeout", "PT0M30S");
  put(other, "properties.compute", "azureml:" + ws + "/computes/BATCH-cluster");
  CHECK(digest_of(one.desired, *one.desired.body) == digest_of(one.desired, other));
  put(other, "properties.miniBatchSize", 11);
  CHECK(digest_of(one.desired, *one.desired.body) != digest_of(one.desired, other));
}

TEST_CASE("an owner without a stack marks nothing") {
  const auto resolved = declared("batch_deployment", deployment_yaml);
  CHECK(marks(resolved.desired, *resolved.desired.body, Owner{}).empty());
}

}  // namespace armature::diff
