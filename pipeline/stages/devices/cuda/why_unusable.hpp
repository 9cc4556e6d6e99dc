// Why a CUDA device cannot be used, in words, and what to do.
#pragma once

#include <string>

namespace slots {

// Looks at driver, device and a kernel on it; empty when all is well. Makes the device current.
std::string why_unusable(int index);

}  // namespace slots
