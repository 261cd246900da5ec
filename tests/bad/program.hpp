#pragma once

#include <string>
#include <vector>

namespace bad {

struct Ended {
  int status = -1;      ///< exit code; -1 if it was killed, by a signal or for taking too long
  std::string printed;  ///< both streams, in the order of writing
};

/// Runs a program in a folder, with a bare environment and without a terminal, for a minute at
/// most.
Ended run(const std::vector<std::string>& words, const std::string& folder);

}  // namespace bad
