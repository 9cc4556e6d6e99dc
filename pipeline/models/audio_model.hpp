// The audio model: speaks a script as sums of tones. Each word gets its length and syllables, each syllable a
// pitch and two formants. The tones are multiples of 24 Hz, so that one period of all of them is one video
// frame and the sound has no seam between chunks. (Includes LibTorch.)
#pragma once

#include <torch/script.h>

#include <cstdint>

#include "pipeline/models/model_sizes.hpp"

namespace slots {

inline constexpr std::int64_t kTones = 100;    // 24 Hz … 2,400 Hz
inline constexpr std::int64_t kSoundAxes = 8;  // numbers that a word's sound is made of

// Methods: plan(ids [words, 4]) -> [words, 11]; control(plan, t [n] frame numbers) -> [n, 100] strengths of
// the tones; envelope(control [n, 100]) -> [n] loudness in [0, 1]; chunk(control [n + 1, 100], ramp [1000],
// voice) -> [n * 1000] samples in [-1, 1], from each frame's strengths to the next one's.
torch::jit::Module audio_model(const ModelSizes&, std::uint64_t seed);

}  // namespace slots
