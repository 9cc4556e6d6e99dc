#include "harness/definitions/declarations.hpp"

namespace ordeal {

std::string SourceLine::text() const {
  return file + ":" + std::to_string(line);
}

Declarations& Declarations::of_program() {
  static Declarations declarations;
  return declarations;
}

}  // namespace ordeal
