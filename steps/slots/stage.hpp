// A stage as steps name it, and where in it a fault strikes.
#pragma once

#include <string>

#include "faults/rule/rule.hpp"
#include "steps/worlds/world.hpp"

namespace ordeal {

struct Stage {
  std::string name;  // audio, image, video, clip
};

struct StageSite {
  rule::Site site;
  std::uint64_t nth = 1;
};

// Start: the first launch. Middle: the launch in the middle. End: when the stage waits for its last result.
inline StageSite site_of(World& world, const std::string& role, const Stage& stage, Moment moment) {
  StageSite found{.site = {.role = role, .operation = ORDEAL_LAUNCH, .stage = stage.name}, .nth = 1};
  if (moment == Moment::middle) found.nth = world.middle_launch(stage.name);
  if (moment == Moment::end) found.site.operation = ORDEAL_SYNCHRONIZE;
  return found;
}

inline const char* text_of(Moment moment) {
  return moment == Moment::start ? "start" : moment == Moment::middle ? "middle" : "end";
}

}  // namespace ordeal
