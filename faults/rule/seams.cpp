#include "faults/rule/seams.hpp"

#include <cstddef>

namespace ordeal::rule {
namespace {

constexpr std::uint32_t bit(std::uint32_t action) {
  return 1u << action;
}
// What the engine itself does for whoever asks it, in a process of its own …
constexpr std::uint32_t kStarts = bit(ORDEAL_START);
// … and everywhere.
constexpr std::uint32_t kWaits = bit(ORDEAL_DELAY) | bit(ORDEAL_HANG) | bit(ORDEAL_GATE) | bit(ORDEAL_KILL) |
                                 bit(ORDEAL_QUIT) | bit(ORDEAL_IGNORE) | bit(ORDEAL_BLOCK) |
                                 bit(ORDEAL_LITTER) | bit(ORDEAL_STUCK);
constexpr std::uint32_t kFails = kWaits | bit(ORDEAL_ERROR);

struct Ability {
  std::uint32_t seam, operation, actions;
};
constexpr Ability kAbilities[] = {
    {kSimGpu, ORDEAL_ALLOC, kFails},
    {kSimGpu, ORDEAL_LAUNCH, kFails | kStarts | bit(ORDEAL_FAIL_LATER) | bit(ORDEAL_MAKE_NAN)},
    {kSimGpu, ORDEAL_REST, bit(ORDEAL_CORRUPT)},
    {kSimGpu, ORDEAL_COPY, kFails | bit(ORDEAL_CORRUPT) | bit(ORDEAL_DROP)},
    {kSimGpu, ORDEAL_SYNCHRONIZE, kFails},
    {kCudaShim, ORDEAL_ALLOC, kFails},
    {kCudaShim, ORDEAL_FREE, kFails},
    {kCudaShim, ORDEAL_LAUNCH, kFails | bit(ORDEAL_DROP)},
    {kCudaShim, ORDEAL_COPY, kFails | bit(ORDEAL_DROP) | bit(ORDEAL_TRUNCATE)},
    {kCudaShim, ORDEAL_SYNCHRONIZE, kFails},
    {kSimulator, ORDEAL_ALLOC, kFails},
    {kSimulator, ORDEAL_LAUNCH, kFails | bit(ORDEAL_FAIL_LATER) | bit(ORDEAL_MAKE_NAN)},
    {kSimulator, ORDEAL_REST, bit(ORDEAL_CORRUPT)},
    {kSimulator, ORDEAL_COPY, kWaits},
    {kSimulator, ORDEAL_SYNCHRONIZE, kFails},
    {kSimulator, ORDEAL_APPEND, kFails},
    {kSimulator, ORDEAL_CALL, kWaits & ~bit(ORDEAL_STUCK)},
    {kTraceMarks, ORDEAL_CALL, kWaits | kStarts},
};

struct Name {
  std::uint32_t seam;
  const char* name;
};
constexpr Name kNames[] = {{kSimGpu, "SimGPU (arm cpu)"},
                           {kCudaShim, "the CUDA shim (arm cuda)"},
                           {kSimulator, "the simulator (arm sim)"},
                           {kTraceMarks, "a program's own calls (arms cpu and cuda)"}};

}  // namespace

bool can(std::uint32_t seams, std::uint32_t operation, std::uint32_t action) {
  if (seams == kWhoeverAsks) return true;
  for (const Ability& each : kAbilities) {
    const bool there = operation == ORDEAL_ANY_OPERATION || each.operation == operation;
    if ((each.seam & seams) && there && each.actions >> action & 1) return true;
  }
  return false;
}

std::string names_of(std::uint32_t seams) {
  std::string text;
  for (const Name& each : kNames) {
    if (each.seam & seams) text += (text.empty() ? "" : ", ") + std::string(each.name);
  }
  return text;
}

std::string who_can(std::uint32_t operation, std::uint32_t action) {
  std::uint32_t able = 0;
  for (const Name& each : kNames) {
    if (can(each.seam, operation, action)) able |= each.seam;
  }
  return names_of(able);
}

}  // namespace ordeal::rule
