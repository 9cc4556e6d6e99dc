// The policy of each stage. Order of work: audio ∥ image → video → clip, where clip starts
// when the last keyframe but one is there and so overlaps the end of video.
#pragma once

#include <algorithm>

#include "pipeline/protocol/stage.hpp"
#include "pipeline/task/time.hpp"

namespace slots {

inline constexpr std::int64_t kKeyframeCount = 5;        // frames 0, 270, 540, 810, 1079
inline constexpr std::int64_t kKeyframesBeforeClip = 4;  // clip starts once so many are there

// The share of clip that is left when video ends: the towers have read all keyframes but the last.
inline constexpr Duration kClipAfterVideo = 200ms;

// Defaults: profile rtx3060's limits, and the medians of its cost model.
struct StagePolicy {
  Duration limit{0};  // from dispatch to the answer
  int retries = 0;    // of the stage alone, on the same worker
  Duration backoff = 500ms;
  Duration median{0};  // nominal duration under the cost model
};

struct StagePolicies {
  StagePolicy audio{.limit = 3s, .retries = 1, .median = 1500ms};
  StagePolicy image{.limit = 15s, .median = 9s};
  StagePolicy video{.limit = 10s, .median = 6s};
  StagePolicy clip{.limit = 2s, .median = 700ms};

  const StagePolicy& of(Stage stage) const;
  StagePolicy& of(Stage stage);
  // How long a slot takes by the cost model's medians.
  Duration critical_path() const {
    return std::max(audio.median, image.median) + video.median + kClipAfterVideo;
  }
};

inline constexpr ByStage<StagePolicy StagePolicies::*> kPolicies{
    {&StagePolicies::audio, &StagePolicies::image, &StagePolicies::video, &StagePolicies::clip}};

inline const StagePolicy& StagePolicies::of(Stage stage) const {
  return this->*kPolicies[stage];
}

inline StagePolicy& StagePolicies::of(Stage stage) {
  return this->*kPolicies[stage];
}

}  // namespace slots
