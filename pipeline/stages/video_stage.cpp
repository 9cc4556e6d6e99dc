#include <algorithm>
#include <span>

#include "pipeline/env/trace.hpp"
#include "pipeline/stages/media/avi.hpp"
#include "pipeline/stages/media/enlarge.hpp"
#include "pipeline/stages/media/jpeg.hpp"
#include "pipeline/stages/network.hpp"
#include "pipeline/stages/quality.hpp"
#include "pipeline/stages/stage_run.hpp"

namespace slots {
namespace {

// Players and codecs do not like tiny frames: 16 → 64, 72 → 144, 512 stays.
int shown_side(int side) {
  return side < 32 ? 4 * side : side < 128 ? 2 * side : side;
}

// Writes the video file frame by frame, with its sound, and hands keyframes on.
class Film {
 public:
  explicit Film(StageRun& run)
      : run_(run),
        larger_(run.profile.side, shown_side(run.profile.side)),
        avi_(run.file("video.avi"), larger_.side()) {}

  void take(FrameRange range, const std::vector<float>& frames) {
    const auto pixels = static_cast<std::size_t>(run_.profile.pixels());
    for (int i = 0; i < range.count; ++i) {
      const std::span frame(frames.data() + i * pixels, pixels);
      const int number = range.first + i;
      avi_.frame(to_jpeg(larger_(frame), larger_.side()));
      avi_.sound(std::span(run_.slot.sound)
                     .subspan(static_cast<std::size_t>(number) * kSamplesPerFrame, kSamplesPerFrame));
      const auto key = std::find(kKeyframes.begin(), kKeyframes.end(), number);
      if (key != kKeyframes.end())
        run_.slot.keyframes.put(static_cast<std::size_t>(key - kKeyframes.begin()),
                                Picture(frame.begin(), frame.end()));
    }
  }
  void finish() { avi_.finish(); }

 private:
  StageRun& run_;
  Enlarger larger_;
  AviWriter avi_;
};

}  // namespace

void run_video(StageRun& run, const VideoNetwork& network) {
  if (auto wrong = out_of_order(Stage::video, run.slot.complete())) throw OutOfOrder{*wrong};
  run.slot.keyframes.begin_video();
  Film film(run);
  {
    DeviceTurn turn(run.turns, run.stage, run.pace, run.cancelled());
    run.done(0, kChunks);
    const at::Tensor waves = network.begin(run.slot.picture);
    for (int chunk = 0; chunk < kChunks; ++chunk) {
      const std::string step = std::to_string(chunk + 1);
      const TraceRange range("step", step.c_str());
      const FrameRange which = chunk_frames(chunk);
      const std::vector<float> frames = network.frames(waves, which, run.slot.loudness.data() + which.first);
      check_frames(frames);
      film.take(which, frames);
      run.done(chunk + 1, kChunks);
    }
    run.counts += turn.finish();
  }
  film.finish();
}

}  // namespace slots
