#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"

namespace armature::plan {

/// Reads one object of a saved plan. The first thing that is not as it must be is remembered with
/// its place; everything after it yields empty values, so that the callers need no checks of their
/// own.
class Reader {
 public:
  Reader(const Json& value, std::string place, std::string& problem);

  bool has(const char* name) const;
  std::string text(const char* name) const;  ///< must be there
  std::string text_or_empty(const char* name) const;
  std::uint64_t number(const char* name) const;
  bool flag(const char* name) const;       ///< false where it is absent
  SharedJson any(const char* name) const;  ///< null pointer where it is absent
  std::vector<std::string> texts(const char* name) const;
  Reader object(const char* name) const;
  void each(const char* name, const std::function<void(const Reader&)>& item) const;
  void complain(const char* name, std::string_view what) const;

 private:
  const Json* member(const char* name, bool required) const;

  const Json& value_;
  std::string place_;
  std::string& problem_;
};

}  // namespace armature::plan
