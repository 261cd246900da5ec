#pragma once

namespace armature::cli {

/// The program. The exit code is design section 8's.
int run(int argc, char** argv, char** environment);

}  // namespace armature::cli
