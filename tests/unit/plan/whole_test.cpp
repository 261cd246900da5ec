#include "unit/plan/world.hpp"

namespace armature::plan {

TEST_CASE("credentials are sent as a whole: what live holds of others goes") {
  const Json live = {{"properties",
                      {{"datastoreType", "AzureDataLakeGen2"},
                       {"accountName", "a"},
                       {"description", "kept"},
                       {"credentials",
                        {{"credentialsType", "ServicePrincipal"},
                         {"clientId", "c"},
                         {"tenantId", "t"},
                         {"authorityUrl", "https://login.contoso.example"}}}}}};
  Step step;
  step.action = Action::update;
  step.kind = &catalog::variant_of(*catalog::kind_named("datastore"), "AzureDataLakeGen2");
  step.body = share({{"properties", {{"credentials", {{"credentialsType", "None"}}}}}});
  CHECK(*find(put_body(step, &live), "properties.credentials") ==
        Json{{"credentialsType", "None"}});
  CHECK(*find(put_body(step, &live), "properties.description") == "kept");

  // What no manifest says stays as it is.
  step.defaults = {"properties.credentials.credentialsType"};
  CHECK(*find(put_body(step, &live), "properties.credentials.tenantId") == "t");
}

TEST_CASE("a live body shows its variant") {
  const catalog::Kind& compute = *catalog::kind_named("compute");
  const auto way = [&](const Json& live) { return variant_in(compute, live).delete_parameters; };
  CHECK(way({{"properties", {{"computeType", "kubernetes"}}}}) ==
        "underlyingResourceAction=Detach");
  CHECK(way({{"properties", {{"computeType", "AmlCompute"}}}}) ==
        "underlyingResourceAction=Delete");
  CHECK(way({{"properties", {{"computeType", "Databricks"}}}}) == compute.delete_parameters);
  CHECK(way(Json::object()) == compute.delete_parameters);
}

}  // namespace armature::plan
