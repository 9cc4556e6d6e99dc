// How a further director's start went, for later steps of the same scenario.
#pragma once

#include "steps/capabilities/director_program.hpp"

namespace ordeal {

struct RefusedStart {
  FailedStart start;
};

}  // namespace ordeal
