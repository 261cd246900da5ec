#pragma once

#include <map>
#include <string>
#include <vector>

#include "lower/draft.hpp"
#include "lower/lower.hpp"

namespace armature::lower {

/// All manifests of a stack on their way to resources.
class Lowering : public Assets {
 public:
  Lowering(const arm::Scope& scope, const manifest::LocalFiles& files, Diagnostics& diagnostics);

  /// About so many resources will come.
  void expect(std::size_t resources) { all_.reserve(resources); }
  void add(const Manifest& manifest);
  /// To be called last: references can only be told apart when everything is declared.
  std::vector<Desired> finish();

  Address asset(const catalog::Kind& kind, const Place& place) override;

 private:
  void add_routing(const Manifest& manifest, const Address& endpoint, const arm::ResourceId& id);
  void keep(Desired desired);
  void keep_inline(Desired desired);
  void clash(const Desired& one, const Desired& other);

  arm::Scope scope_;
  Diagnostics& diagnostics_;
  World world_;
  std::vector<Desired> all_;
  std::map<std::string, std::size_t> by_address_;
};

/// Tells references to the stack's own resources from those to what is live.
void settle_references(std::vector<Desired>& all, Diagnostics& diagnostics);

}  // namespace armature::lower
