#include <cstdio>
#include <optional>

#include "pipeline/env/trace.hpp"
#include "pipeline/stages/media/enlarge.hpp"
#include "pipeline/stages/media/output_file.hpp"
#include "pipeline/stages/media/png.hpp"
#include "pipeline/stages/network.hpp"
#include "pipeline/stages/quality.hpp"
#include "pipeline/stages/stage_run.hpp"

namespace slots {
namespace {

constexpr int kShownSide = 512;

std::shared_ptr<const Picture> wait_for(StageRun& run, std::size_t which) {
  const KeyframeBoard::Waited waited = run.slot.keyframes.wait(which);
  if (waited.keyframe) return waited.keyframe;
  if (waited.code.empty()) throw StageCancelled{};
  throw NoKeyframes{waited.code};
}

// A keyframe's share of the stage's time is its share of the launches.
StagePace share(const StagePace& whole, std::uint64_t launches) {
  if (whole.launches == 0) return {};
  return {whole.duration * static_cast<std::int64_t>(launches) / static_cast<std::int64_t>(whole.launches),
          launches};
}

}  // namespace

std::string keyframe_file(int frame) {
  char text[32];
  std::snprintf(text, sizeof text, "keyframe-%04d.png", frame);
  return text;
}

// The stage idles while it waits, so each keyframe is a turn of its own on the device.
ClipScore run_clip(StageRun& run, const ClipNetwork& network, std::uint64_t to_read,
                   std::uint64_t to_compare) {
  constexpr int kSteps = kKeyframes.size();
  std::array<KeyframeLikeness, kKeyframes.size()> likeness;
  std::optional<ClipNetwork::Text> text;
  Enlarger larger(run.profile.side, std::max(kShownSide, run.profile.side));
  std::vector<OutputFile> pictures;
  for (std::size_t i = 0; i < kKeyframes.size(); ++i) {
    const std::shared_ptr<const Picture> keyframe = wait_for(run, i);
    if (i == 0) run.done(0, kSteps);
    const std::string step = std::to_string(i + 1);
    const TraceRange range("step", step.c_str());
    {
      DeviceTurn turn(run.turns, run.stage, share(run.pace, to_compare + (text ? 0 : to_read)),
                      run.cancelled());
      if (!text) text = network.read(run.request.prompt);
      likeness[i] = network.compare(*text, *keyframe, kKeyframes[i]);
      run.counts += turn.finish();
    }
    pictures.emplace_back(run.file(keyframe_file(kKeyframes[i])));
    pictures.back().append(to_png(larger(*keyframe), larger.side()));
    run.done(static_cast<int>(i) + 1, kSteps);
  }
  ClipScore score = judge(likeness);
  if (!score.passed) throw Rejected{score.reason};
  for (OutputFile& picture : pictures) picture.commit();
  return score;
}

}  // namespace slots
