#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "arm/live.hpp"
#include "lower/desired.hpp"
#include "resolve/resolve.hpp"
#include "resolve/work.hpp"

/// A small stack and what is live, written as tests think of them.
namespace armature::resolve {

inline const arm::Scope scope{"sub", "rg", "ml-dev"};
inline const std::string md5_a = "0123456789abcdef0123456789abcdef";
inline const std::string md5_b = "ffffffffffffffffffffffffffffffff";

inline SourcePos at_line(int line) {
  static const auto file = std::make_shared<const std::string>("stack.yml");
  return {file, line, 1};
}

inline const catalog::Kind& kind(std::string_view name) {
  const catalog::Kind* found = catalog::kind_named(name);
  REQUIRE(found != nullptr);
  return *found;
}

inline lower::Desired resource(const std::string& address_text, Json body = Json::object()) {
  const Address address = parse_address(address_text).value();
  lower::Desired one;
  one.address = address;
  one.kind = &kind(address.kind);
  one.id = id_of(*one.kind, scope, address);
  one.body = share(std::move(body));
  one.pos = at_line(1);
  if (one.kind->versioned)
    one.versioning =
        address.version.empty() ? lower::Versioning::next_free : lower::Versioning::fixed;
  return one;
}

/// A model or code asset that is uploaded from a local folder.
inline lower::Desired uploaded(const std::string& address, const std::string& md5) {
  const bool code = address.starts_with("code/");
  Json properties =
      code ? Json{{"codeUri", nullptr},
                  {"properties", {{"hash_sha256", "sha-" + md5}, {"hash_version", "202208"}}}}
           : Json{{"modelUri", nullptr}, {"modelType", "custom_model"}};
  lower::Desired one = resource(address, {{"properties", std::move(properties)}});
  one.content = manifest::Content{
      .path = "src", .name = "src", .md5 = md5, .sha256 = "sha-" + md5, .files = {}};
  one.holes.push_back({.kind = lower::Hole::Kind::upload_uri,
                       .path = code ? "properties.codeUri" : "properties.modelUri"});
  return one;
}

inline std::string upload_uri(const std::string& md5) {
  return "https://acct.blob.core.windows.net/store/LocalUpload/" + md5 + "/anything";
}

inline Json live_model(const std::string& version, const std::string& md5,
                       Json more = Json::object()) {
  Json body = {{"name", version},
               {"properties", {{"modelUri", upload_uri(md5)}, {"modelType", "custom_model"}}}};
  body.merge_patch(more);
  return body;
}

inline Json live_code(const std::string& name, const std::string& md5) {
  return {{"name", name},
          {"properties",
           {{"codeUri", "https://acct.blob.core.windows.net/azureml-blobstore/random/src"},
            {"properties", {{"hash_sha256", "sha-" + md5}, {"hash_version", "202208"}}}}}};
}

inline std::string id_text(const std::string& address) {
  const Address parsed = parse_address(address).value();
  return id_of(kind(parsed.kind), scope, parsed).text();
}

struct World {
  arm::Observed observed;
  Diagnostics diagnostics = {};

  World() {
    observed[workspace_query(scope)] = {share({{"location", "westeurope"}})};
    observed[default_datastore_query(scope)] = {share(Json::array(
        {{{"name", "workspaceblobstore"},
          {"properties",
           {{"isDefault", true}, {"accountName", "acct"}, {"containerName", "store"}}}}}))};
  }

  static arm::Query get(const std::string& address) {
    const Address parsed = parse_address(address).value();
    return get_of(kind(parsed.kind), id_of(kind(parsed.kind), scope, parsed));
  }
  static arm::Query versions(const std::string& address) {
    const Address parsed = parse_address(address).value();
    return versions_query(kind(parsed.kind), scope, parsed.name);
  }

  World& holds(const std::string& address, Json body) {
    observed[get(address)] = {share(std::move(body))};
    return *this;
  }
  World& lacks(const std::string& address) {
    observed[get(address)] = {};
    return *this;
  }
  World& lists(const std::string& address, Json items) {
    observed[versions(address)] = {share(std::move(items))};
    return *this;
  }

  Resolution resolve(const std::vector<lower::Desired>& all, Purpose purpose = Purpose::apply) {
    diagnostics.clear();
    return armature::resolve::resolve(all, scope, observed, diagnostics, purpose);
  }

  /// All diagnostics as text, empty if there are none.
  std::string complaints() const {
    std::string out;
    for (const Diagnostic& one : diagnostics) out += to_text(one) + "\n";
    return out;
  }
};

/// A batch deployment that refers to something at "properties.<member>".
inline lower::Desired deployment(const std::string& member, const std::string& target,
                                 bool in_stack, int line = 7) {
  lower::Desired one = resource("batch_deployment/e/d", {{"properties", {{"miniBatchSize", 5}}}});
  Address address;
  const std::size_t label = target.find('@');
  address = parse_address(target.substr(0, label)).value();
  if (label != std::string::npos) address.version = target.substr(label);
  one.holes.push_back({.path = "properties." + member,
                       .target = address,
                       .in_stack = in_stack,
                       .pos = at_line(line)});
  return one;
}

}  // namespace armature::resolve
