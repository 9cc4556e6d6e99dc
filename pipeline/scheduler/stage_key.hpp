// One run of one stage, as director and worker both name it.
#pragma once

#include <string>

namespace slots {

// Of RunStage and of everything that is said about it.
template <class StageMessage>
std::string stage_key(const StageMessage& what) {
  return what.slot + "/" + what.stage + "/" + std::to_string(what.run);
}

}  // namespace slots
