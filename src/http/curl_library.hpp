#pragma once

#include "base/error.hpp"

/// libcurl, loaded when a transport is made and not when the program starts: its 34 shared
/// libraries cost more than the rest of a start.
namespace armature::http {

/// Loads it; once is enough.
Status load_curl();

/// A function of it by name. Only after load_curl() succeeded.
void* curl_function(const char* name);

}  // namespace armature::http

/// Inside a struct: a pointer to libcurl's function of that name, with the type that its header
/// declares.
#define ARMATURE_CURL_FUNCTION(name) \
  decltype(&::name) name =           \
      reinterpret_cast<decltype(&::name)>(::armature::http::curl_function(#name))
