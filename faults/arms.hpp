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
  bool card_told;  // how much of the card is taken can be read from outside the pipeline
};

// All there are. Nothing is preloaded between the pipeline and a real card yet, so on `cuda` only the calls
// of the programs themselves are sites.
const std::vector<Arm>& all_arms();
// Throws std::invalid_argument.
const Arm& arm_named(std::string_view name);

bool can_be_on(const Arm& arm, const FaultDescriptor& fault);
// "cpu, sim"
std::string arms_of(const FaultDescriptor& fault);

}  // namespace ordeal
