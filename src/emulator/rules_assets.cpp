#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "emulator/blob.hpp"
#include "emulator/rules.hpp"
#include "emulator/workspace.hpp"
#include "emulator/write.hpp"

namespace armature::emulator {
namespace {

bool present(const Draft& draft, std::string_view path) {
  const Json* value = find(draft.body, path);
  return value != nullptr && !value->is_null();
}

std::string label(const Target& target) {
  return fmt::format("{} with version {}", target.names[0], target.names[1]);
}

/// Contents are fixed once a version is registered.
Verdict same_content(const Draft& draft, std::initializer_list<std::string_view> paths,
                     std::string_view message) {
  for (const std::string_view path : paths)
    if (changed(draft, path)) return user_error(fmt::format("{}: {}", path, message));
  return std::nullopt;
}

Verdict uploaded(const Draft& draft, std::string_view path) {
  const Json* uri = find(draft.body, path);
  if (uri == nullptr || !uri->is_string() || !draft.context.on(Switch::content_must_be_uploaded))
    return std::nullopt;
  switch (content_at(draft.context, draft.call, draft.target, uri->get_ref<const std::string&>())) {
    case ContentState::elsewhere:
    case ContentState::there:
      return std::nullopt;
    case ContentState::no_datastore:
      return user_error(fmt::format("{}: the datastore in the URI does not exist.", path));
    case ContentState::missing:
      return user_error(fmt::format("{}: there is nothing at this URI.", path));
  }
  return std::nullopt;
}

Verdict environment_rules(const Draft& draft) {
  const bool image = present(draft, "properties.image"), build = present(draft, "properties.build");
  if (image == build)
    return user_error("properties: an environment needs exactly one of image and build.");
  if (build && present(draft, "properties.condaFile"))
    return user_error("properties.condaFile: only allowed with an image.");
  if (auto refusal = same_content(
          draft,
          {"properties.image", "properties.condaFile", "properties.inferenceConfig",
           "properties.osType", "properties.build.contextUri", "properties.build.dockerfilePath"},
          fmt::format("Environment {} is already registered and cannot be changed.",
                      label(draft.target))))
    return refusal;
  if (draft.stored != nullptr && changed(draft, "properties.isArchived") &&
      draft.context.on(Switch::archived_versions_refuse_put))
    return user_error(fmt::format("Environment {} is already registered and cannot be changed.",
                                  label(draft.target)));
  return uploaded(draft, "properties.build.contextUri");
}

Verdict content_rules(const Draft& draft) {
  const std::string_view path = draft.target.type->path;
  if (path == "codes/versions") {
    if (!present(draft, "properties.codeUri"))
      return user_error("properties.codeUri: a code version needs a URI.");
    if (auto refusal =
            same_content(draft, {"properties.codeUri"}, "Asset paths cannot be updated."))
      return refusal;
    return uploaded(draft, "properties.codeUri");
  }
  if (path == "models/versions") {
    if (!present(draft, "properties.modelUri"))
      return user_error("properties.modelUri: a model version needs a URI.");
    if (auto refusal = same_content(
            draft, {"properties.modelUri", "properties.modelType", "properties.jobName"},
            "Asset paths cannot be updated."))
      return refusal;
    return uploaded(draft, "properties.modelUri");
  }
  if (path == "environments/versions") return environment_rules(draft);
  if (path == "components/versions") {
    if (!present(draft, "properties.componentSpec"))
      return user_error("properties.componentSpec: a component version needs a spec.");
    return same_content(draft, {"properties.componentSpec"},
                        fmt::format("Component {} is already registered and cannot be changed.",
                                    label(draft.target)));
  }
  if (auto refusal = same_content(
          draft, {"properties.dataType", "properties.dataUri", "properties.referencedUris"},
          fmt::format("Data asset {} is already registered and cannot be changed.",
                      label(draft.target))))
    return refusal;
  // Data may be registered before it is there; only what a client says it has uploaded has to be.
  const Json* uri = find(draft.body, "properties.dataUri");
  const bool own = uri != nullptr && uri->is_string() &&
                   uri->get_ref<const std::string&>().find("/LocalUpload/") != std::string::npos;
  return own ? uploaded(draft, "properties.dataUri") : std::nullopt;
}

/// What was not sent is compared with the default that creation has filled in.
void assume_defaults(Draft& draft) {
  if (draft.stored == nullptr) return;
  for (const char* path : {"properties.osType", "properties.modelType", "properties.isAnonymous",
                           "properties.dataType"})
    if (find(draft.body, path) == nullptr) keep(draft, path);
  const bool built = present(draft, "properties.build");
  if (built && !present(draft, "properties.build.dockerfilePath"))
    keep(draft, "properties.build.dockerfilePath");
}

Verdict container_type(const Draft& draft) {
  const auto container = load(draft.context, draft.target.parent().key());
  if (container == nullptr) return std::nullopt;
  const Json body = Json::parse(container->body, nullptr, false);
  const Json* held = find(body, "properties.dataType");
  const Json* sent = find(draft.body, "properties.dataType");
  if (held != nullptr && sent != nullptr && *held != *sent)
    return user_error("properties.dataType: differs from the type of the data container.");
  return std::nullopt;
}

}  // namespace

Verdict asset_rules(Draft& draft) {
  if (draft.target.type->family == Family::container) {
    if (changed(draft, "properties.dataType"))
      return user_error("properties.dataType: cannot be changed.");
    return keep_bag(draft);
  }
  if (!name_ok(NameRule::asset, draft.target.names[0]))
    return Refusal{400, "InvalidResourceName",
                   fmt::format("The name '{}' is not valid: {}.", draft.target.names[0],
                               describe(NameRule::asset))};
  if (draft.stored == nullptr && is_tombstone(draft.context, draft.target.key()))
    return user_error(fmt::format(
        "{} was deleted, it cannot be recreated. Please try again with a different version.",
        label(draft.target)));
  assume_defaults(draft);
  if (auto refusal = content_rules(draft)) return refusal;
  if (changed(draft, "properties.isAnonymous"))
    return user_error("properties.isAnonymous: cannot be changed.");
  if (auto refusal = container_type(draft)) return refusal;
  return keep_bag(draft);
}

}  // namespace armature::emulator
