#include "pipeline/stages/quality.hpp"

#include <cstdio>

namespace slots {
namespace {

void within(std::span<const float> values, float low, float high, const char* of) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] >= low && values[i] <= high) continue;  // false for NaN
    char text[160];
    std::snprintf(text, sizeof text, "%s %zu is %g, outside [%g, %g]", of, i, values[i], low, high);
    throw Rejected{text};
  }
}

constexpr float kNoise = 0.25F;  // what four denoising steps may leave
constexpr float kRounding = 1e-3F;
constexpr double kQuietest = 30;  // root mean square of 16-bit samples: -60 dB

}  // namespace

void check_samples(std::span<const float> samples) {
  within(samples, -1 - kRounding, 1 + kRounding, "sample");
}
void check_loudness(std::span<const float> loudness) {
  within(loudness, -kRounding, 1 + kRounding, "loudness of frame");
}
void check_picture(std::span<const float> picture) {
  within(picture, -kNoise, 1 + kNoise, "colour value");
}
void check_frames(std::span<const float> frames) {
  within(frames, 0, 1, "colour value");
}

void check_not_silent(std::span<const std::int16_t> sound) {
  double energy = 0;
  for (const std::int16_t s : sound) energy += static_cast<double>(s) * s;
  if (energy >= kQuietest * kQuietest * static_cast<double>(sound.size()) && !sound.empty()) return;
  throw Rejected{"the sound is silent"};
}

}  // namespace slots
