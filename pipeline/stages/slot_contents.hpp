// What one slot's stages hand to each other, on the host. Inside pipeline/stages only.
//
// Each member is written by one stage and read by later ones, so nothing here needs a lock but what has one
// of its own. No tensor stays on the device between stages: what a stage leaves behind cannot leak there.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "pipeline/stages/keyframe_board.hpp"
#include "pipeline/stages/slot_work.hpp"

namespace slots {

struct SlotContents {
  ByStage<std::atomic<bool>> cancelled;
  std::vector<float> loudness;      // [kFrames] in [0, 1], by audio
  std::vector<std::int16_t> sound;  // [kFrames * kSamplesPerFrame], by audio
  Picture picture;                  // side × side × 3, by image
  KeyframeBoard keyframes;          // from video to clip

  // Of the stages that others build on.
  ByStage<bool> complete() const {
    ByStage<bool> stages;
    stages[Stage::audio] = !sound.empty();
    stages[Stage::image] = !picture.empty();
    return stages;
  }
  bool is_cancelled(Stage s) const { return cancelled[s]; }
};

}  // namespace slots
