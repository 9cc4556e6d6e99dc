// Who can carry out what: each seam's operations and the actions that it can do at them. A rule that no seam
// of its block can carry out is refused when it is armed, and the refusal names who could.
#pragma once

#include <cstdint>
#include <string>

#include "faults/rule/rule.h"

namespace ordeal::rule {

// A set of seams, by bits.
enum Seams : std::uint32_t {
  kSimGpu = 1,         // the simulated card of the arm `cpu`
  kCudaShim = 2,       // LD_PRELOAD over the CUDA runtime
  kSimulator = 4,      // the arm `sim`
  kTraceMarks = 8,     // the calls that a program itself tells of (pipeline/env/trace.hpp)
  kWhoeverAsks = ~0u,  // nobody knows who will: nothing is refused
};

// Whether one of `seams` can do `action` at `operation`; ORDEAL_ANY_OPERATION: at any operation of its own.
bool can(std::uint32_t seams, std::uint32_t operation, std::uint32_t action);

// Those that can, by name: "SimGPU, the CUDA shim"; empty: nobody.
std::string who_can(std::uint32_t operation, std::uint32_t action);

// "SimGPU, the CUDA shim"
std::string names_of(std::uint32_t seams);

}  // namespace ordeal::rule
