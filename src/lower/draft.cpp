#include "lower/draft.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lower/conda.hpp"
#include "lower/convert.hpp"
#include "lower/naming.hpp"
#include "lower/paths.hpp"
#include "lower/summary.hpp"
#include "lower/table.hpp"
#include "schema/values.hpp"

namespace armature::lower {
namespace {

using catalog::Rule;

bool by_entry(const catalog::Field& field) {
  return field.compare == catalog::Compare::tags;
}

Hole::UriForm uri_form(catalog::Upload upload) {
  switch (upload) {
    case catalog::Upload::https_slash:
      return Hole::UriForm::https_slash;
    case catalog::Upload::azureml_long:
      return Hole::UriForm::azureml_long;
    case catalog::Upload::azureml_short:
      return Hole::UriForm::azureml_short;
    case catalog::Upload::https:
    case catalog::Upload::none:
      break;
  }
  return Hole::UriForm::https;
}

/// What people call an asset without a name: the file or image it is made of.
std::string inline_words(const manifest::Node& asset) {
  for (const std::string_view field : {"path", "image"})
    if (const manifest::Node* const value = schema::given(asset, field))
      return std::string(last_segment(value->scalar));
  return "inline";
}

}  // namespace

Draft::Draft(const World& world, const catalog::Kind& kind, Place place)
    : world_(world), place_(std::move(place)), body_(std::make_unique<Json>(Json::object())) {
  desired.kind = &kind;
  desired.address.kind = kind.name;
  desired.pos = place_.pos;
}

Draft::~Draft() = default;

void Draft::fill() {
  defaults();
  for (const catalog::Field& one : desired.kind->fields) {
    if (one.yaml.empty()) continue;
    if (const Node::Member* const member = schema::given_member(place_.root, one.yaml))
      field(one, *member, one.yaml);
  }
  companions();
  location();
}

void Draft::name() {
  const bool counts = !place_.nameless || schema::given(place_.root, "version");
  give_name(desired, *body_, place_.root, world_.scope, counts);
  for (const catalog::Field& one : desired.kind->fields) {
    const bool open = one.rule == Rule::key && one.yaml == "version" && !one.arm.empty() &&
                      desired.versioning == Versioning::next_free;
    if (!open) continue;
    put(*body_, one.arm, nullptr);
    desired.holes.push_back(
        {.kind = Hole::Kind::version, .path = std::string(one.arm), .pos = place_.pos});
  }
  if (desired.anonymous) put(*body_, "properties.isAnonymous", true);
}

void Draft::take(const catalog::Field& one, std::string_view yaml) {
  if (const Node::Member* const member = schema::given_member(place_.root, yaml))
    field(one, *member, yaml);
}

Desired Draft::finish() {
  std::sort(desired.declared.begin(), desired.declared.end());
  std::sort(desired.secrets.begin(), desired.secrets.end());
  desired.body = share(std::move(*body_));
  return std::move(desired);
}

void Draft::defaults() {
  for (const catalog::Field& one : desired.kind->fields) {
    const bool pattern = one.rule == Rule::content_hash || one.rule == Rule::nested_texts;
    if (one.value.empty() || pattern || !one.with.empty()) continue;
    if (auto value = parse_json(one.value)) put(*body_, one.arm, std::move(*value));
  }
}

void Draft::field(const catalog::Field& one, const Node::Member& member, std::string_view yaml) {
  switch (one.rule) {
    case Rule::reference:
      return reference(one, member, yaml);
    case Rule::content:
      return content(one, member, yaml);
    case Rule::embedded_text:
      return embedded_text(one, member, yaml);
    case Rule::key:
      if (!one.arm.empty()) put(*body_, one.arm, manifest::python_text(member.value));
      return;
    case Rule::arm_type:
      desired.words["type"] = member.value.scalar.substr(member.value.scalar.rfind('/') + 1);
      return;
    case Rule::raw:
      return raw(member.value, {}, place_.prefix + std::string(yaml));
    case Rule::literal:
      return leaf(one, literal_text(member.value, schema::given(place_.root, one.form)), member,
                  yaml);
    case Rule::map_entry: {
      const Json* const map = find(*body_, one.arm);
      Json entries = map == nullptr ? Json::object() : *map;
      entries[std::string(one.form)] = manifest::python_text(member.value);
      put(*body_, one.arm, std::move(entries));
      return declare(fmt::format("{}/{}", one.arm, one.form), yaml, member.key_pos);
    }
    case Rule::named:
      return named(one, member, yaml);
    case Rule::upload_to:
      return upload_to(one, member);
    case Rule::file_text:
      return file_text(one, member, yaml);
    case Rule::items:
    case Rule::entries:
      return parts(one, member, yaml);
    case Rule::arm_id: {
      const std::string& text = member.value.scalar;
      const std::string id =
          text.starts_with('/') ? text : fill_form(one.form, text, place_.root, world_.scope);
      return leaf(one, id, member, yaml);
    }
    default:
      break;
  }
  if (one.arm.empty() || one.rule == Rule::routing || one.rule == Rule::child) return;
  if (by_entry(one)) return entries(one, member, yaml);
  leaf(one, convert(one, member.value), member, yaml);
}

void Draft::leaf(const catalog::Field& one, Json value, const Node::Member& member,
                 std::string_view yaml) {
  secrets(one, member);
  put(*body_, one.arm, std::move(value));
  declare(std::string(one.arm), yaml, member.key_pos);
}

/// Of a map of texts the entries, of all else the whole.
void Draft::secrets(const catalog::Field& one, const Node::Member& member) {
  if (!manifest::holds_secret(member.value)) return;
  if (one.rule != Rule::string_map || member.value.secret) {
    desired.secrets.emplace_back(one.arm);
    return;
  }
  for (const Node::Member& entry : member.value.members)
    if (entry.value.secret) desired.secrets.push_back(fmt::format("{}/{}", one.arm, entry.key));
}

void Draft::entries(const catalog::Field& one, const Node::Member& member, std::string_view yaml) {
  const Json map = convert(one, member.value);
  if (map.empty()) return;
  put(*body_, one.arm, map);
  for (const Node::Member& entry : member.value.members)
    declare(fmt::format("{}/{}", one.arm, entry.key), fmt::format("{}.{}", yaml, entry.key),
            entry.key_pos);
}

void Draft::declare(std::string path, std::string_view yaml, const SourcePos& pos) {
  desired.sources[path] = {
      .yaml = place_.whole.empty() ? place_.prefix + std::string(yaml) : place_.whole, .pos = pos};
  desired.declared.push_back(std::move(path));
}

void Draft::reference(const catalog::Field& one, const Node::Member& member,
                      std::string_view yaml) {
  const catalog::Kind& target = *catalog::kind_named(one.target);
  const Node& value = member.value;
  const std::string here = place_.prefix + std::string(yaml);
  if (value.is(Node::Type::mapping)) {
    if (one.nameless || !schema::given(value, target.name_field))
      desired.words[std::string(one.arm)] = inline_words(value);
    const Place place{value, place_.folder, here + ".", {}, value.pos, one.nameless};
    return hole(one, world_.assets.asset(target, place), true, member, yaml);
  }
  auto reference = schema::parse_reference(value.scalar, target);
  if (!reference) return;
  if (reference->form == schema::Reference::Form::path) {
    // A path stands for an asset with nothing but that path.
    Node asset;
    asset.type = Node::Type::mapping;
    asset.pos = value.pos;
    asset.members.push_back({"path", member.key_pos, value});
    desired.words[std::string(one.arm)] = last_segment(value.scalar);
    const Place place{asset, place_.folder, {}, here, value.pos};
    return hole(one, world_.assets.asset(target, place), true, member, yaml);
  }
  outside(one, std::move(*reference), member, yaml);
}

void Draft::outside(const catalog::Field& one, schema::Reference reference,
                    const Node::Member& member, std::string_view yaml) {
  using Form = schema::Reference::Form;
  Address target{.kind = std::string(one.target)};
  const bool versioned = catalog::kind_named(one.target)->versioned;
  if (reference.form == Form::arm_id) {
    const arm::ResourceId& id = reference.id;
    const arm::ResourceId here{world_.scope, id.parts};
    if (!(id == here)) {
      return leaf(
          one, fill_form(one.form.empty() ? "{}" : one.form, id.text(), place_.root, world_.scope),
          member, yaml);
    }
    target.name = id.parts.front().second;
    if (versioned) target.version = id.name();
  } else if (reference.form == Form::verbatim) {
    return leaf(one, reference.text, member, yaml);
  } else {
    target.name = reference.name;
    target.version = reference.form == Form::labelled ? "@" + reference.version : reference.version;
  }
  hole(one, std::move(target), false, member, yaml);
}

void Draft::hole(const catalog::Field& one, Address target, bool in_stack,
                 const Node::Member& member, std::string_view yaml) {
  leaf(one, nullptr, member, yaml);
  desired.holes.push_back({.kind = Hole::Kind::reference,
                           .path = std::string(one.arm),
                           .form = one.form.empty() ? "{}" : std::string(one.form),
                           .target = std::move(target),
                           .in_stack = in_stack,
                           .pos = member.value.pos});
}

void Draft::content(const catalog::Field& one, const Node::Member& member, std::string_view yaml) {
  const std::string& written = member.value.scalar;
  if (schema::is_uri(written)) {
    const bool azureml = one.upload == catalog::Upload::azureml_long;
    if (std::string store = datastore_of(written, world_.scope); !store.empty())
      desired.needs.push_back(
          {{.kind = std::string(one.target), .name = std::move(store)}, member.value.pos});
    return leaf(one, azureml ? long_uri(written, world_.scope) : written, member, yaml);
  }
  leaf(one, nullptr, member, yaml);
  desired.words[std::string(one.arm)] = last_segment(written);
  const std::string path = local_path(place_.folder, written);
  const auto found = world_.files.contents.find(path);
  if (found != world_.files.contents.end()) {
    desired.content = found->second;
    shape(found->second, member.value.pos);
  } else if (!has_errors(world_.diagnostics)) {
    world_.diagnostics.push_back({.pos = member.value.pos,
                                  .summary = fmt::format("Missing file \"{}\"", path),
                                  .detail = "It was not read."});
  }
  desired.holes.push_back({.kind = Hole::Kind::upload_uri,
                           .path = std::string(one.arm),
                           .uri = uri_form(one.upload),
                           .pos = member.value.pos});
}

void Draft::embedded_text(const catalog::Field& one, const Node::Member& member,
                          std::string_view yaml) {
  if (member.value.is(Node::Type::mapping)) {
    desired.words[std::string(one.arm)] = "inline conda file";
    return leaf(one, conda_text(member.value), member, yaml);
  }
  const std::string path = local_path(place_.folder, member.value.scalar);
  desired.words[std::string(one.arm)] = last_segment(path);
  const auto found = world_.files.texts.find(path);
  std::string text;
  if (found != world_.files.texts.end())
    text = conda_text(found->second, path, member.value.pos, world_.diagnostics);
  leaf(one, std::move(text), member, yaml);
}

void Draft::upload_to(const catalog::Field& one, const Node::Member& member) {
  const auto reference =
      schema::parse_reference(member.value.scalar, *catalog::kind_named(one.target));
  if (!reference) return;
  desired.upload_to = reference->name.empty() ? reference->id.name() : reference->name;
  desired.needs.push_back(
      {{.kind = std::string(one.target), .name = desired.upload_to}, member.value.pos});
}

/// What is sent is the name; that the resource is there first is another matter.
void Draft::named(const catalog::Field& one, const Node::Member& member, std::string_view yaml) {
  const auto reference =
      schema::parse_reference(member.value.scalar, *catalog::kind_named(one.target));
  if (reference && !reference->name.empty())
    desired.needs.push_back(
        {{.kind = std::string(one.target), .name = reference->name}, member.value.pos});
  leaf(one, member.value.scalar, member, yaml);
}

void Draft::file_text(const catalog::Field& one, const Node::Member& member,
                      std::string_view yaml) {
  const auto found = world_.files.texts.find(local_path(place_.folder, member.value.scalar));
  leaf(one, found == world_.files.texts.end() ? Json("") : Json(found->second), member, yaml);
}

/// A list or map of mappings: each is a small draft of its own, all of them are one leaf.
void Draft::parts(const catalog::Field& one, const Node::Member& member, std::string_view yaml) {
  const std::string here = place_.prefix + std::string(yaml);
  Json all = one.rule == Rule::items ? Json::array() : Json::object();
  for (const Node& item : member.value.items)
    all.push_back(part(one, item, fmt::format("{}[{}]", here, all.size()), {}));
  for (const Node::Member& entry : member.value.members)
    all[entry.key] =
        part(one, entry.value, here + "." + entry.key, fmt::format("{}.{}.", one.arm, entry.key));
  leaf(one, std::move(all), member, yaml);
}

Json Draft::part(const catalog::Field& one, const Node& item, const std::string& yaml,
                 const std::string& path) {
  Draft draft(world_, schema::part_of(one, item), {item, place_.folder, yaml + ".", {}, item.pos});
  draft.fill();
  for (const catalog::Field& row : draft.desired.kind->fields)
    if (!row.outer.empty() && !schema::given(item, row.yaml))
      if (const Node* const value = schema::given(place_.root, row.outer))
        put(*draft.body_, row.arm, convert(row, *value));
  for (Hole& hole : draft.desired.holes) {
    hole.path = path + hole.path;
    desired.holes.push_back(std::move(hole));
  }
  return std::move(*draft.body_);
}

/// Members that accompany others: constants of a given field, the hash of the content.
void Draft::companions() {
  for (const catalog::Field& one : desired.kind->fields) {
    if (one.rule == Rule::content_hash && desired.content) {
      const Json value = one.value.empty() ? Json(desired.content->sha256)
                                           : parse_json(one.value).value_or(Json());
      put(*body_, one.arm, value);
    }
    if (one.with.empty() || !schema::holds(*desired.kind, place_.root, one.with)) continue;
    if (one.rule == Rule::listed_paths) {
      listed_paths(one);
      continue;
    }
    if (schema::given(place_.root, one.yaml)) continue;
    put(*body_, one.arm, parse_json(one.value).value_or(Json()));
    if (one.rule != Rule::constant) continue;
    const std::string_view name = schema::field_of_condition(one.with);
    const Node::Member* const with = schema::given_member(place_.root, name);
    // "credentials" for what the key in them says of all of them.
    const std::string_view whole = name.substr(0, name.rfind('.'));
    declare(std::string(one.arm), whole, with == nullptr ? place_.pos : with->key_pos);
  }
}

/// What the table of an mltable names, as the SDK reads it.
void Draft::listed_paths(const catalog::Field& one) {
  if (!desired.content) return;
  const std::string path = local_path(desired.content->path, one.form);
  const auto found = world_.files.texts.find(path);
  if (found == world_.files.texts.end()) return;
  const Json paths = table_paths(found->second, path, world_.diagnostics);
  if (!paths.empty()) put(*body_, one.arm, paths);
}

/// A type says whether a path is a file or a folder.
void Draft::shape(const manifest::Content& content, const SourcePos& pos) {
  for (const catalog::Field& one : desired.kind->fields) {
    if (one.rule != Rule::choice) continue;
    const Node* const value = schema::given(place_.root, one.yaml);
    for (const catalog::Choice& choice : one.choices) {
      const bool chosen = value != nullptr ? schema::choice_of(one, *value) == &choice
                                           : one.value == fmt::format("\"{}\"", choice.arm);
      const bool fits = choice.shape == catalog::Shape::any ||
                        content.is_file == (choice.shape == catalog::Shape::file);
      if (!chosen || fits) continue;
      world_.diagnostics.push_back(
          {.pos = pos,
           .summary =
               fmt::format("\"{}\" is a {}", content.path, content.is_file ? "file" : "folder"),
           .detail = fmt::format("{} {} takes a {}. Correct the path or the {}.", one.yaml,
                                 choice.yaml, content.is_file ? "folder" : "file", one.yaml)});
    }
  }
}

void Draft::location() {
  if (!desired.kind->located || find(*body_, "location") != nullptr) return;
  put(*body_, "location", nullptr);
  desired.holes.push_back({.kind = Hole::Kind::location, .path = "location", .pos = place_.pos});
}

}  // namespace armature::lower
