#pragma once

#include "program.hpp"

namespace armature::test {

constexpr const char* compute_yaml =
    "$schema: https://azuremlschemas.azureedge.net/latest/amlCompute.schema.json\n"
    "name: nodes\ntype: amlcompute\nsize: STANDARD_D2_V2\nmin_instances: 0\nmax_instances: 2\n";
constexpr const char* endpoint_yaml =
    "$schema: https://azuremlschemas.azureedge.net/latest/batchEndpoint.schema.json\nname: "
    "scores\n";

/// A small stack for the local cloud: a compute and an endpoint.
inline void write_stack(const Folder& folder) {
  folder.write("armature.yaml",
               "name: small\ncloud: local\nmanifests: [compute.yml, endpoint.yml]\n");
  folder.write("compute.yml", compute_yaml);
  folder.write("endpoint.yml", endpoint_yaml);
}

}  // namespace armature::test
