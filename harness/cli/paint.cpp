#include "harness/cli/paint.hpp"

#include <unistd.h>

#include <cstdlib>

namespace ordeal::cli {

bool colours_wanted() {
  const char* refused = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) == 1 && (!refused || !*refused);
}

}  // namespace ordeal::cli
