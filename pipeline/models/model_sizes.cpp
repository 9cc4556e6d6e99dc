#include "pipeline/models/model_sizes.hpp"

#include <algorithm>
#include <cmath>

#include "pipeline/models/audio_model.hpp"
#include "pipeline/models/text_encoder.hpp"
#include "pipeline/models/waves.hpp"

namespace slots {

ModelSizes sizes_of(const Profile& p) {
  const std::int64_t n = p.pixels(), axes = kMeaningAxes;
  const auto floats = [](std::uint64_t bytes) { return static_cast<std::int64_t>(bytes / sizeof(float)); };
  const auto text = [&](std::int64_t words, std::int64_t dims) {  // numbers in a text encoder
    return words * axes + kPromptTokens * axes + dims * axes;
  };
  ModelSizes s;
  s.words = (floats(p.clip_b_bytes) - kLumaAxes * n - text(0, kLumaAxes)) / axes;
  s.l_copies = std::lround(static_cast<double>(floats(p.clip_l_bytes) - text(s.words, axes)) / (axes * n));
  // A row of the image model: forth and back, its weight for each axis, brightness, and whether it is free.
  s.image_waves = (floats(p.image_bytes) - text(s.words, axes)) / (2 * n + axes + 2);
  // A row of the video model: forth and back in half precision, five floats, and a 64-bit partner.
  s.video_waves = static_cast<std::int64_t>(p.video_bytes) / (2 * n * 2 + 5 * 4 + 8);
  const std::int64_t table = kTones * kSamplesPerFrame, least = 64;
  s.voices = std::max<std::int64_t>(1, floats(p.audio_bytes) / (table * 11 / 10));
  s.sounds = std::max(least, (floats(p.audio_bytes) - s.voices * table) / kSoundAxes);
  return s;
}

}  // namespace slots
