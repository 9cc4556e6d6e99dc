// What every slot has, whatever the profile: 45 s of video at 24 frames/s with mono sound at 24 kHz, and the
// steps in which its stages make it.
#pragma once

#include <algorithm>
#include <array>

#include "pipeline/protocol/stage.hpp"

namespace slots {

inline constexpr int kFrames = 1080;
inline constexpr int kFrameRate = 24;
inline constexpr int kSampleRate = 24'000;
inline constexpr int kSamplesPerFrame = kSampleRate / kFrameRate;
inline constexpr int kChunkFrames = 48;  // the video stage streams this many frames at a time
inline constexpr int kChunks = (kFrames + kChunkFrames - 1) / kChunkFrames;
inline constexpr int kDenoisingSteps = 4;
inline constexpr std::array<int, 5> kKeyframes = {0, 270, 540, 810, 1079};

// Steps of each stage, as it reports its progress: chunks of sound and video, denoising steps, keyframes
// judged.
inline constexpr ByStage<int> kSteps{
    {kChunks, kDenoisingSteps, kChunks, static_cast<int>(kKeyframes.size())}};

// Of the first `chunks` of video.
constexpr int keyframes_in(int chunks) {
  const int frames = std::min(chunks * kChunkFrames, kFrames);
  return static_cast<int>(
      std::count_if(kKeyframes.begin(), kKeyframes.end(), [&](int key) { return key < frames; }));
}

}  // namespace slots
