#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/rng.hpp"

namespace armature::sim {

/// A drawn stack before it becomes YAML: small enough that its meaning can be written down twice.
struct Stack {
  struct Compute {
    std::string name;
    std::string size;
    int max = 1;
    std::optional<int> min = {}, idle_seconds = {};
  };
  struct Asset {  ///< code, model or environment with a document of its own
    std::string name;
    int content = 0;                  ///< which content: equal numbers are equal bytes
    std::optional<int> version = {};  ///< as written; none: Armature finds it
    std::optional<std::string> description = {};
  };
  struct Deployment {
    std::string name;
    std::size_t model = 0, environment = 0;
    std::optional<std::size_t> code = {};  ///< none: a local folder of its own
    int own_code = 0;                      ///< content of that folder
    std::size_t compute = 0;               ///< batch
    int instances = 1;
    std::optional<int> mini_batch = {}, concurrency = {}, error_threshold = {};  ///< batch
    std::optional<int> request_timeout_ms = {};                                  ///< online
    std::map<std::string, std::string> variables = {};
    std::map<std::string, std::string> tags = {};
  };
  struct Endpoint {
    std::string name;
    bool online = false;
    bool closed = false;  ///< online: no access from the public network
    std::optional<std::string> description = {};
    std::map<std::string, std::string> tags = {};
    std::vector<Deployment> deployments = {};
    std::optional<std::string> standard = {};                ///< batch: the default deployment
    bool standard_inside = false;                            ///< as `defaults` of the endpoint
    std::optional<std::map<std::string, int>> traffic = {};  ///< online
  };

  std::vector<Compute> computes;
  std::vector<Asset> codes, models, environments;
  std::vector<Endpoint> endpoints;

  static Stack draw(Rng& rng);
  /// One change as people make them; says which. Names of resources that it forces to be replaced
  /// go into `replaced`.
  std::string change(Rng& rng, std::set<std::string>& replaced);
  std::size_t resources() const;
};

/// The bytes of a drawn content, and of a conda file.
std::string content_bytes(const std::string& what, int content);

}  // namespace armature::sim
