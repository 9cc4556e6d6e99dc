// What each arm has for faults: which seams ask the rules there, whether files are real, and the card's
// memory told. From this and what a fault needs follows where it can be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "faults/descriptor.hpp"

namespace ordeal {

struct Arm {
  std::string_view name;  // "sim"
  std::uint32_t seams;    // enum rule::Seams
  bool real_files;
  bool own_cards;  // they are the harness's own: read and written from outside the pipeline
};

// All there are. On `cuda` the shim is preloaded into every program, and the card is nobody's to write.
const std::vector<Arm>& all_arms();
// Throws std::invalid_argument.
const Arm& arm_named(std::string_view name);

bool can_be_on(const Arm& arm, const FaultDescriptor& fault);
// "cpu, sim"
std::string arms_of(const FaultDescriptor& fault);

}  // namespace ordeal
