#include "emulator/blob.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace armature::emulator {
namespace {

constexpr std::string_view kMetadataPrefix = "x-ms-meta-";

std::string header_or(const Call& call, std::string_view name, std::string otherwise = {}) {
  const std::string* value = http::header(call.request.headers, name);
  return value == nullptr ? std::move(otherwise) : *value;
}

bool query_is(const Call& call, const std::string& name, std::string_view value) {
  const std::string* held = call.parameter(name);
  return held != nullptr && equal_ignoring_case(*held, value);
}

BlobPlace place_of(const Call& call) {
  BlobPlace place;
  if (!call.segments.empty()) place.account = call.segments[0];
  if (call.segments.size() > 1) place.container = call.segments[1];
  for (std::size_t i = 2; i < call.segments.size(); ++i)
    place.name += (i == 2 ? "" : "/") + call.segments[i];
  return place;
}

/// Containers of a workspace are there from the start, others are made first.
bool container_exists(const Context& context, const BlobPlace& place) {
  return place.container.starts_with("azureml") ||
         context.store.get(place.container_key()) != nullptr;
}

bool metadata_of(const Call& call, Json& out) {
  out = Json::object();
  for (const auto& [name, value] : call.request.headers) {
    if (!starts_with_ignoring_case(name, kMetadataPrefix)) continue;
    const std::string key = name.substr(kMetadataPrefix.size());
    const bool good = !key.empty() && (key[0] < '0' || key[0] > '9') &&
                      std::all_of(key.begin(), key.end(), [](char c) {
                        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                               (c >= '0' && c <= '9') || c == '_';
                      });
    if (!good) return false;
    out[key] = value;
  }
  return true;
}

void add_validators(const Json& facts, http::Response& answer) {
  answer.headers.emplace_back("ETag", facts.value("etag", ""));
  answer.headers.emplace_back("Last-Modified", facts.value("modified", ""));
}

http::Response stored(const Json& facts) {
  http::Response answer{201, {{"x-ms-request-server-encrypted", "true"}}, {}};
  add_validators(facts, answer);
  if (const auto md5 = facts.find("md5"); md5 != facts.end())
    answer.headers.emplace_back("Content-MD5", md5->get<std::string>());
  return answer;
}

Json stamp(Context& context, Json facts) {
  facts["etag"] = fmt::format("\"0x{:015X}\"", next_number(context));
  facts["modified"] = http_time(context.now);
  return facts;
}

http::Response store_blob(Context& context, const Call& call, const BlobPlace& place,
                          std::string bytes) {
  Json metadata;
  if (!metadata_of(call, metadata))
    return blob_refusal(call, 400, "InvalidMetadata", "A metadata name is no identifier.");
  if (header_or(call, "If-None-Match") == "*" && context.store.get(place.facts_key()) != nullptr)
    return blob_refusal(call, 409, "BlobAlreadyExists", "The specified blob already exists.");
  Json facts = stamp(context, {{"length", bytes.size()}, {"metadata", metadata}});
  Digest digest(Digest::Algorithm::md5);
  digest.add(bytes);
  facts["md5"] = base64(digest.raw());
  facts["type"] = header_or(call, "x-ms-blob-content-type",
                            header_or(call, "Content-Type", "application/octet-stream"));
  context.store.put(place.facts_key(), dump(facts));
  context.store.put(place.bytes_key(), std::move(bytes));
  return stored(facts);
}

std::optional<http::Response> bad_digest(const Call& call) {
  const std::string sent = header_or(call, "Content-MD5");
  if (sent.empty()) return std::nullopt;
  Digest digest(Digest::Algorithm::md5);
  digest.add(call.request.body);
  if (sent == base64(digest.raw())) return std::nullopt;
  return blob_refusal(call, 400, "Md5Mismatch",
                      "The MD5 value specified in the request did not match with the MD5 value "
                      "calculated by the server.");
}

http::Response put_blob(Context& context, const Call& call, const BlobPlace& place) {
  if (header_or(call, "x-ms-blob-type").empty())
    return blob_refusal(call, 400, "MissingRequiredHeader", "x-ms-blob-type is missing.");
  if (header_or(call, "x-ms-blob-type") != "BlockBlob")
    return blob_refusal(call, 400, "InvalidHeaderValue",
                        "x-ms-blob-type: only BlockBlob is supported.");
  return store_blob(context, call, place, call.request.body);
}

http::Response put_block(Context& context, const Call& call, const BlobPlace& place) {
  const std::string* id = call.parameter("blockid");
  if (id == nullptr || from_base64(*id).empty() || call.request.body.empty())
    return blob_refusal(call, 400, "InvalidQueryParameterValue",
                        "A block needs an id in base64 and content.");
  context.store.put(place.blocks_prefix() + *id, call.request.body);
  return {201, {{"x-ms-request-server-encrypted", "true"}}, {}};
}

/// The ids of the list, in order. Blocks of the blob that is there are not kept, so `Committed`
/// names nothing.
bool block_ids(std::string_view xml, std::vector<std::string>& out) {
  if (xml.find("<BlockList>") == xml.npos || xml.find("<Committed>") != xml.npos) return false;
  for (std::size_t at = xml.find('<'); at != xml.npos; at = xml.find('<', at + 1)) {
    for (const std::string_view tag : {"<Latest>", "<Uncommitted>"}) {
      if (!xml.substr(at).starts_with(tag)) continue;
      const auto end = xml.find("</", at);
      if (end == xml.npos) return false;
      out.emplace_back(trim(xml.substr(at + tag.size(), end - at - tag.size())));
    }
  }
  return true;
}

http::Response put_block_list(Context& context, const Call& call, const BlobPlace& place) {
  std::vector<std::string> ids;
  if (!block_ids(call.request.body, ids))
    return blob_refusal(call, 400, "InvalidXmlDocument", "The block list is malformed.");
  std::string bytes;
  for (const std::string& id : ids) {
    const auto block = context.store.get(place.blocks_prefix() + id);
    if (block == nullptr)
      return blob_refusal(call, 400, "InvalidBlockList", "The specified block list is invalid.");
    bytes += *block;
  }
  http::Response answer = store_blob(context, call, place, std::move(bytes));
  if (answer.status == 201)
    for (const auto& entry : context.store.scan(place.blocks_prefix()))
      context.store.erase(entry.first);
  return answer;
}

http::Response put_metadata(Context& context, const Call& call, const BlobPlace& place) {
  const auto held = context.store.get(place.facts_key());
  if (held == nullptr)
    return blob_refusal(call, 404, "BlobNotFound", "The specified blob does not exist.");
  Json metadata;
  if (!metadata_of(call, metadata))
    return blob_refusal(call, 400, "InvalidMetadata", "A metadata name is no identifier.");
  Json facts = Json::parse(*held);
  facts["metadata"] = metadata;
  facts = stamp(context, std::move(facts));
  context.store.put(place.facts_key(), dump(facts));
  http::Response answer{200, {}, {}};
  add_validators(facts, answer);
  return answer;
}

/// "bytes=first-last" within `size`.
bool range_of(std::string_view text, std::size_t size, std::size_t& first, std::size_t& last) {
  if (!text.starts_with("bytes=")) return false;
  text.remove_prefix(6);
  const auto dash = text.find('-');
  if (dash == text.npos) return false;
  if (std::from_chars(text.data(), text.data() + dash, first).ec != std::errc{}) return false;
  last = size - 1;
  if (dash + 1 < text.size())
    std::from_chars(text.data() + dash + 1, text.data() + text.size(), last);
  last = std::min(last, size - 1);
  return first <= last;
}

http::Response get_blob(const Context& context, const Call& call, const BlobPlace& place) {
  const auto held = context.store.get(place.facts_key());
  if (held == nullptr)
    return blob_refusal(call, 404, "BlobNotFound", "The specified blob does not exist.");
  const Json facts = Json::parse(*held);
  const auto size = facts.value("length", std::size_t{0});
  http::Response answer{200,
                        {{"Content-Type", facts.value("type", "")},
                         {"x-ms-blob-type", "BlockBlob"},
                         {"Accept-Ranges", "bytes"}},
                        {}};
  add_validators(facts, answer);
  for (const auto& [name, value] : facts["metadata"].items())
    answer.headers.emplace_back(std::string(kMetadataPrefix) + name, value.get<std::string>());
  if (query_is(call, "comp", "metadata")) return answer;
  answer.headers.emplace_back("Content-MD5", facts.value("md5", ""));
  if (call.request.method == "HEAD") {
    answer.headers.emplace_back("Content-Length", std::to_string(size));
    return answer;
  }
  const auto bytes = context.store.get(place.bytes_key());
  if (bytes != nullptr) answer.body = *bytes;
  const std::string range = header_or(call, "x-ms-range", header_or(call, "Range"));
  if (range.empty() || size == 0) return answer;
  std::size_t first = 0, last = 0;
  if (!range_of(range, answer.body.size(), first, last))
    return blob_refusal(call, 416, "InvalidRange", "The range is invalid for the blob.");
  answer.status = 206;
  answer.headers.emplace_back("Content-Range", fmt::format("bytes {}-{}/{}", first, last, size));
  answer.body = answer.body.substr(first, last - first + 1);
  return answer;
}

http::Response handle_container(Context& context, const Call& call, const BlobPlace& place) {
  const std::string& method = call.request.method;
  if (!query_is(call, "restype", "container"))
    return blob_refusal(call, 400, "InvalidUri", "restype=container is missing.");
  const bool there = container_exists(context, place);
  if (method == "PUT" && call.parameter("comp") == nullptr) {
    if (there)
      return blob_refusal(call, 409, "ContainerAlreadyExists",
                          "The specified container already exists.");
    context.store.put(place.container_key(), http_time(context.now));
    return {201, {}, {}};
  }
  if (!there)
    return blob_refusal(call, 404, "ContainerNotFound", "The specified container does not exist.");
  if (method == "GET" && query_is(call, "comp", "list")) return list_blobs(context, call, place);
  if (method == "GET" || method == "HEAD") return {200, {{"x-ms-lease-status", "unlocked"}}, {}};
  return blob_refusal(call, 405, "UnsupportedHttpVerb",
                      "The resource doesn't support the specified HTTP verb.");
}

http::Response handle_item(Context& context, const Call& call, const BlobPlace& place) {
  const std::string& method = call.request.method;
  if (!container_exists(context, place))
    return blob_refusal(call, 404, "ContainerNotFound", "The specified container does not exist.");
  if (method == "GET" || method == "HEAD") return get_blob(context, call, place);
  if (method == "DELETE") {
    if (context.store.get(place.facts_key()) == nullptr)
      return blob_refusal(call, 404, "BlobNotFound", "The specified blob does not exist.");
    context.store.erase(place.facts_key());
    context.store.erase(place.bytes_key());
    return {202, {}, {}};
  }
  if (method != "PUT")
    return blob_refusal(call, 405, "UnsupportedHttpVerb",
                        "The resource doesn't support the specified HTTP verb.");
  if (auto refusal = bad_digest(call)) return *refusal;
  if (query_is(call, "comp", "metadata")) return put_metadata(context, call, place);
  if (query_is(call, "comp", "block")) return put_block(context, call, place);
  if (query_is(call, "comp", "blocklist")) return put_block_list(context, call, place);
  if (call.parameter("comp") != nullptr)
    return blob_refusal(call, 400, "UnsupportedQueryParameter", "comp: not supported.");
  return put_blob(context, call, place);
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

http::Response blob_refusal(const Call& call, int status, std::string_view code,
                            std::string_view message) {
  http::Response answer{
      status, {{"x-ms-error-code", std::string(code)}, {"Content-Type", "application/xml"}}, {}};
  if (call.request.method != "HEAD")
    answer.body = fmt::format(
        "\xEF\xBB\xBF<?xml version=\"1.0\" "
        "encoding=\"utf-8\"?><Error><Code>{}</Code><Message>{}</Message></Error>",
        code, xml_text(message));
  return answer;
}

http::Response handle_blob(Context& context, const Call& call) {
  const BlobPlace place = place_of(call);
  http::Response answer;
  if (place.account.empty() || place.container.empty())
    answer = blob_refusal(call, 400, "InvalidUri", "The URI names neither a resource nor a blob.");
  else if (auto refusal = refuse_blob_access(context, call, place))
    answer = std::move(*refusal);
  else
    answer = place.name.empty() ? handle_container(context, call, place)
                                : handle_item(context, call, place);
  const std::string version = header_or(call, "x-ms-version");
  if (!version.empty()) answer.headers.emplace_back("x-ms-version", version);
  answer.headers.emplace_back("Date", http_time(context.now));
  return answer;
}

}  // namespace armature::emulator
