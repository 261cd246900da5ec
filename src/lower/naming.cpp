#include "lower/naming.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lower/anonymous.hpp"
#include "schema/values.hpp"

namespace armature::lower {
namespace {

std::string text_at(const Json& body, std::string_view path) {
  const Json* const value = find(body, path);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

/// The remote place of an asset that has no local content.
std::string remote_place(const Desired& desired, const Json& body) {
  for (const catalog::Field& field : desired.kind->fields)
    if (field.rule == catalog::Rule::content) return text_at(body, field.arm);
  return {};
}

void name_environment(Desired& desired, const Json& body) {
  const Json* const build = find(body, "properties.build");
  if (build != nullptr) {
    const std::string context =
        desired.content ? desired.content->md5 : remote_place(desired, body);
    desired.address.version =
        anonymous_build_version(context, text_at(body, "properties.build.dockerfilePath"));
  } else {
    desired.address.version = anonymous_environment_version(
        text_at(body, "properties.image"), find(body, "properties.inferenceConfig"),
        text_at(body, "properties.condaFile"));
  }
}

void name_anonymous(Desired& desired, const Json& body) {
  const catalog::Kind& kind = *desired.kind;
  desired.anonymous = true;
  desired.versioning = Versioning::content;
  desired.address.name = kind.anonymous_name;
  desired.address.version = "1";
  switch (kind.anonymous) {
    case catalog::Anonymous::content_sha256:
      desired.address.name = desired.content ? desired.content->sha256
                                             : anonymous_model_name(remote_place(desired, body));
      return;
    case catalog::Anonymous::content_md5:
      desired.address.name = anonymous_model_name(desired.content ? desired.content->md5
                                                                  : remote_place(desired, body));
      return;
    case catalog::Anonymous::environment:
      return name_environment(desired, body);
    case catalog::Anonymous::refused:
      return;
  }
}

void give_version(Desired& desired, const manifest::Node& root) {
  constexpr std::size_t digits = 8;
  if (const manifest::Node* const version = schema::given(root, "version")) {
    desired.versioning = Versioning::fixed;
    desired.address.version = manifest::python_text(*version);
  } else if (desired.kind->version_from_content && desired.content) {
    desired.versioning = Versioning::content;
    desired.address.version = desired.content->sha256.substr(0, digits);
  } else {
    desired.versioning = Versioning::next_free;
  }
}

/// "arm/schedules/nightly": names of different types do not meet.
void name_open(Desired& desired, const manifest::Node& root, const arm::Scope& scope) {
  const manifest::Node* const name = schema::given(root, desired.kind->name_field);
  desired.address.name = name == nullptr ? std::string() : name->scalar;
  desired.address.parent = desired.kind->arm_type;
  desired.id.scope = scope;
  const auto types = split(desired.kind->arm_type, '/');
  const auto names = split(desired.address.name, '/');
  for (std::size_t i = 0; i < std::min(types.size(), names.size()); ++i)
    desired.id.parts.emplace_back(types[i], names[i]);
}

}  // namespace

arm::ResourceId id_of(const catalog::Kind& kind, const Address& address, const arm::Scope& scope) {
  arm::ResourceId id{scope, {}};
  const auto types = split(kind.arm_type, '/');
  if (types.size() == 1) {
    id.parts = {{std::string(types[0]), address.name}};
  } else {
    const std::string& first = kind.versioned ? address.name : address.parent;
    const std::string& second = kind.versioned ? address.version : address.name;
    id.parts = {{std::string(types[0]), first}, {std::string(types[1]), second}};
  }
  return id;
}

void give_name(Desired& desired, const Json& body, const manifest::Node& root,
               const arm::Scope& scope, bool name_counts) {
  const catalog::Kind& kind = *desired.kind;
  const auto text = [&](std::string_view field) {
    const manifest::Node* const value = field.empty() ? nullptr : schema::given(root, field);
    if (value == nullptr) return std::string();
    return kind.lower_case_name ? to_lower(value->scalar) : value->scalar;
  };
  if (kind.open) return name_open(desired, root, scope);
  if (name_counts) desired.address.name = text(kind.name_field);
  desired.address.parent = text(kind.parent_field);
  if (const manifest::Node* const parent =
          kind.parent_field.empty() ? nullptr : schema::given(root, kind.parent_field))
    desired.parent_pos = parent->pos;
  if (kind.versioned && desired.address.name.empty())
    name_anonymous(desired, body);
  else if (kind.versioned)
    give_version(desired, root);
  desired.id = id_of(kind, desired.address, scope);
}

}  // namespace armature::lower
