#include "base/hidden.hpp"

#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace armature {
namespace {

std::string url_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string json_escaped(const std::string& text) {
  const std::string quoted = dump(Json(text));
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

void Hidden::add(const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    if (secret.size() < least) continue;
    for (const std::string& form : {secret, json_escaped(secret), printable(secret), base64(secret),
                                    base64url(secret), url_encoded(secret)})
      if (std::find(forms_.begin(), forms_.end(), form) == forms_.end()) forms_.push_back(form);
  }
  std::stable_sort(forms_.begin(), forms_.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
}

std::string Hidden::without(std::string text) const {
  const std::string_view mark = shown;
  for (const std::string& form : forms_)
    for (std::size_t at = text.find(form); at != std::string::npos;
         at = text.find(form, at + mark.size()))
      text.replace(at, form.size(), mark);
  return text;
}

}  // namespace armature
