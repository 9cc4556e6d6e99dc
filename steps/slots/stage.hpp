// The parts of a slot as steps name them.
#pragma once

#include <string>

#include "pipeline/protocol/stage.hpp"

namespace ordeal {

using slots::Stage;

// What the director's checkpoint behind a stage is called.
inline std::string checkpoint_of(Stage stage) {
  return std::string(name(stage)) + "_complete";
}

// Where in a stage a fault strikes.
struct Moment {
  std::string name;  // start, middle, end
};

// An error of a card that stays: "an illegal address".
struct CardError {
  std::string words;
};

// What is wrong with a program.
struct Flaw {
  std::string name;  // missing, not executable, for another machine
};

}  // namespace ordeal
