// The text or table below a step, as a feature has it.
#pragma once

#include <string>

#include "harness/messages/envelope.hpp"

namespace ordeal::reports {

// In the order in which the step has them, with a newline behind each line; tables with aligned columns.
std::string argument_text(const messages::PickleStepArgument&);

}  // namespace ordeal::reports
