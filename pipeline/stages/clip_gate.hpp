// The CLIP gate: whether the pictures show what the prompt says. Two towers, B and L, give a likeness in [-1,
// 1] for each keyframe; the worst keyframe counts, since under a mean one stuck or black keyframe passes.
#pragma once

#include <array>
#include <string>

#include "pipeline/models/profile.hpp"

namespace slots {

inline constexpr double kClipB = 0.70, kClipL = 0.72;  // least likeness that passes
inline constexpr double kClipOutlier = 0.15;           // |B - L| beyond this: the towers disagree

struct KeyframeLikeness {
  double b = 0, l = 0;
};

struct ClipScore {
  double b = 0, l = 0;   // the minimum over the keyframes; NaN if any is NaN
  double score = 0;      // 0.4 B + 0.6 L
  bool outlier = false;  // reported, not a reason to fail
  bool passed = false;
  std::string reason;  // why it did not pass, with both numbers; empty when it did
};

ClipScore judge(const std::array<KeyframeLikeness, kKeyframes.size()>&);

}  // namespace slots
