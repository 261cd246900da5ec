#pragma once

#include <memory>
#include <string>

#include "emulator/core.hpp"

/// The two ways into the local cloud, so that one suite can drive both.
namespace armature::test {

class Door {
 public:
  virtual ~Door() = default;
  virtual http::Response send(const http::Request& request) = 0;
  /// What URLs begin with: "http://127.0.0.1:40123".
  virtual std::string origin() const = 0;
  /// A fresh, empty cloud.
  static std::unique_ptr<Door> in_process(emulator::Config config = {});
  static std::unique_ptr<Door> loopback(emulator::Config config = {});
};

}  // namespace armature::test
