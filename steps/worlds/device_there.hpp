// Whether this machine has a device for the arm `cuda`.
#pragma once

#include <string>

namespace ordeal {

// Why there is none, and what to do; empty: there is one. Asks the driver's monitoring library, which makes
// no context: the programs of a scenario are made by fork and exec after this.
std::string why_no_device();

}  // namespace ordeal
