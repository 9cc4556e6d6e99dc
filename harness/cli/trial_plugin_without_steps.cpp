// A plug-in whose step definitions the linker left out.
#include "harness/ordeal/steps.hpp"
