#include <unistd.h>

#include "cli/run.hpp"

int main(int argc, char** argv) {
  return armature::cli::run(argc, argv, environ);
}
