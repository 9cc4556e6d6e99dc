// What a stage gets to run: its slot, its place on the device, and how to say how far it is. Inside
// pipeline/stages.
#pragma once

#include <string>

#include "pipeline/models/profile.hpp"
#include "pipeline/stages/clip_gate.hpp"
#include "pipeline/stages/device_turn.hpp"
#include "pipeline/stages/slot_contents.hpp"

namespace slots {

struct StageRun {
  Stage stage;
  const SlotRequest& request;
  SlotContents& slot;
  const Profile& profile;
  DeviceTurns& turns;
  StagePace pace;  // of the whole stage
  const Progress& progress;
  DeviceCounts counts;  // of the stage's turns
  std::vector<std::string> files;

  const std::atomic<bool>& cancelled() const { return slot.cancelled[stage]; }

  // Between two steps: tells how far the stage is, and ends it when it was cancelled.
  void done(int steps, int total) const {
    if (progress) progress(stage, steps, total);
    if (cancelled()) throw StageCancelled{};
  }

  // Result files stand in the slot's folder under plain names.
  std::filesystem::path file(const std::string& name) {
    files.push_back(name);
    return request.output / name;
  }
};

// Thrown when a stage is started without what it builds on.
struct OutOfOrder {
  StageError error;
};

// Thrown by clip when video ended without all keyframes.
struct NoKeyframes {
  std::string code;  // what video ended with
};

class AudioNetwork;
class ImageNetwork;
class VideoNetwork;
class ClipNetwork;

// The four stages, each in a file of its own. They throw; stage_failure.cpp says what as what.
void run_audio(StageRun&, const AudioNetwork&);
void run_image(StageRun&, const ImageNetwork&);
void run_video(StageRun&, const VideoNetwork&);
ClipScore run_clip(StageRun&, const ClipNetwork&, std::uint64_t launches_to_read,
                   std::uint64_t launches_to_compare);

// "keyframe-0270.png"
std::string keyframe_file(int frame);

// The frames [first, first + count) of a chunk.
struct FrameRange {
  int first = 0, count = 0;
};
constexpr FrameRange chunk_frames(int chunk) {
  const int first = chunk * kChunkFrames;
  return {first, first + kChunkFrames <= kFrames ? kChunkFrames : kFrames - first};
}

}  // namespace slots
