#include "manifest/content.hpp"

namespace armature::manifest {

std::uint64_t Content::bytes() const {
  std::uint64_t sum = 0;
  for (const ContentFile& file : files) sum += file.size;
  return sum;
}

}  // namespace armature::manifest
