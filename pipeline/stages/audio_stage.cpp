#include <algorithm>
#include <cmath>

#include "pipeline/env/trace.hpp"
#include "pipeline/stages/media/wav.hpp"
#include "pipeline/stages/network.hpp"
#include "pipeline/stages/quality.hpp"
#include "pipeline/stages/stage_run.hpp"

namespace slots {
namespace {

void append(std::vector<std::int16_t>& to, const std::vector<float>& samples) {
  for (const float s : samples)
    to.push_back(static_cast<std::int16_t>(std::lrint(std::clamp(s, -1.0F, 1.0F) * 32767)));
}

}  // namespace

void run_audio(StageRun& run, const AudioNetwork& network) {
  std::vector<float> loudness;
  std::vector<std::int16_t> sound;
  sound.reserve(static_cast<std::size_t>(kFrames) * kSamplesPerFrame);
  {
    DeviceTurn turn(run.turns, run.stage, run.pace, run.cancelled());
    run.done(0, kChunks);
    const AudioNetwork::Script script = network.read(run.request.script);
    for (int chunk = 0; chunk < kChunks; ++chunk) {
      const std::string step = std::to_string(chunk + 1);
      const TraceRange range("step", step.c_str());
      const AudioNetwork::Sound part = network.speak(script, chunk_frames(chunk));
      check_loudness(part.loudness);
      check_samples(part.samples);
      loudness.insert(loudness.end(), part.loudness.begin(), part.loudness.end());
      append(sound, part.samples);
      run.done(chunk + 1, kChunks);
    }
    run.counts += turn.finish();
  }
  check_not_silent(sound);
  write_wav(run.file("voice.wav"), sound);
  run.slot.loudness = std::move(loudness);
  run.slot.sound = std::move(sound);
}

}  // namespace slots
