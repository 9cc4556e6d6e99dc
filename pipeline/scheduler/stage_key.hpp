// One run of one stage, as director and worker both name it.
#pragma once

#include <string>

#include "pipeline/protocol/stage.hpp"

namespace slots {

// Of RunStage and of everything that is said about it.
template <class StageMessage>
std::string stage_key(const StageMessage& what) {
  return what.slot + "/" + name(what.stage) + "/" + std::to_string(what.run);
}

}  // namespace slots
