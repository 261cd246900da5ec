#include <algorithm>
#include <charconv>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "emulator/blob.hpp"

namespace armature::emulator {
namespace {

constexpr std::size_t kPage = 5000;

std::string text_of(const Call& call, const std::string& name) {
  const std::string* value = call.parameter(name);
  return value == nullptr ? std::string() : *value;
}

std::string entry_xml(const std::string& name, const Json& facts) {
  return fmt::format(
      "<Blob><Name>{}</Name><Properties><Last-Modified>{}</Last-Modified><Etag>{}</"
      "Etag><Content-Length>{}</Content-Length>"
      "<Content-Type>{}</Content-Type><Content-MD5>{}</Content-MD5><BlobType>BlockBlob</BlobType></"
      "Properties></Blob>",
      xml_text(name), facts.value("modified", ""), xml_text(facts.value("etag", "")),
      facts.value("length", std::size_t{0}), xml_text(facts.value("type", "")),
      facts.value("md5", ""));
}

}  // namespace

http::Response list_blobs(const Context& context, const Call& call, const BlobPlace& place) {
  if (call.parameter("delimiter") != nullptr)
    return blob_refusal(call, 400, "UnsupportedQueryParameter", "delimiter: not supported.");
  const std::string prefix = text_of(call, "prefix"), marker = text_of(call, "marker"),
                    asked = text_of(call, "maxresults");
  std::size_t size = kPage;
  if (!asked.empty()) {
    const auto [end, problem] = std::from_chars(asked.data(), asked.data() + asked.size(), size);
    if (problem != std::errc{} || end != asked.data() + asked.size() || size == 0)
      return blob_refusal(call, 400, "InvalidQueryParameterValue",
                          "maxresults: not a positive number.");
    size = std::min(size, kPage);
  }
  const std::string base = place.facts_prefix();
  const std::string after = marker.empty() ? std::string() : base + from_base64(marker);
  const auto found = context.store.page(base + prefix, after, size + 1);
  std::string xml = fmt::format(
      "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults "
      "ContainerName=\"{}\"><Prefix>{}</Prefix><Blobs>",
      xml_text(place.container), xml_text(prefix));
  for (std::size_t i = 0; i < std::min(size, found.size()); ++i)
    xml += entry_xml(found[i].first.substr(base.size()), Json::parse(found[i].second));
  xml += "</Blobs><NextMarker>";
  if (found.size() > size) xml += base64(found[size - 1].first.substr(base.size()));
  return {200, {{"Content-Type", "application/xml"}}, xml + "</NextMarker></EnumerationResults>"};
}

}  // namespace armature::emulator
