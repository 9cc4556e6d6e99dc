// What leaves a stage is looked at on its boundary: numbers that are none or far out of range never go on.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace slots {

// Thrown by the checks; becomes QUALITY_REJECTED and names the stage.
struct Rejected {
  std::string what;  // which value is wrong, with the range it should be in
};

void check_samples(std::span<const float>);                  // each in [-1, 1]
void check_loudness(std::span<const float>);                 // each in [0, 1]
void check_not_silent(std::span<const std::int16_t> sound);  // the whole 45 s: not (nearly) nothing
void check_picture(std::span<const float>);  // of the image stage: each in [0, 1], but for its noise
void check_frames(std::span<const float>);   // of the video stage: each in [0, 1]

}  // namespace slots
