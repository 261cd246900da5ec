#include "http/curl_library.hpp"

#include <dlfcn.h>

namespace armature::http {
namespace {

constexpr const char* library_name = "libcurl.so.4";
void* library = nullptr;

}  // namespace

Status load_curl() {
  if (library == nullptr) library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
  if (library != nullptr) return {};
  const char* why = dlerror();
  return fail(ErrorKind::invalid,
              "libcurl cannot be loaded: " + std::string(why == nullptr ? library_name : why),
              "install it: apt-get install libcurl4");
}

void* curl_function(const char* name) {
  return dlsym(library, name);
}

}  // namespace armature::http
