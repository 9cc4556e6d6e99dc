// Compiled for its header alone: see Precompiled.cmake.
#include "cmake/precompiled.hpp"
