#include "pipeline/env/trace.hpp"
#include "pipeline/stages/quality.hpp"
#include "pipeline/stages/resident_models.hpp"
#include "pipeline/stages/stage_failure.hpp"

namespace slots {
namespace {

constexpr const char* kWarmUp = "warm-up";  // no stage's name: rules and traces for stages mean slots
const std::string kPrompt = "a lighthouse in the morning", kScript = "one two three four five";

// A turn on the device outside of any slot, without a pace.
class Turn {
 public:
  explicit Turn(DevicePlugin& device) : device_(device) { device_.begin(kWarmUp, {}); }
  ~Turn() { device_.end(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  // Launches since the last time.
  std::uint64_t launches() {
    const std::uint64_t now = device_.counts().launches, since = now - before_;
    before_ = now;
    return since;
  }

 private:
  DevicePlugin& device_;
  std::uint64_t before_ = 0;
};

// Every chunk but the last takes as many launches as the first.
std::uint64_t all_chunks(std::uint64_t begin, std::uint64_t first, std::uint64_t last) {
  return begin + (kChunks - 1) * first + last;
}

struct WarmUp {
  ExpectedLaunches found{};
  std::vector<float> loudness{};
  Picture picture{}, first_frame{}, last_frame{};

  std::uint64_t& whole(Stage s) { return found.whole[s]; }

  void audio(const AudioNetwork& model, Turn turn) {
    const AudioNetwork::Script script = model.read(kScript);
    const std::uint64_t begin = turn.launches();
    const auto sound = model.speak(script, chunk_frames(0));
    const std::uint64_t first = turn.launches();
    model.speak(script, chunk_frames(kChunks - 1));
    whole(Stage::audio) = all_chunks(begin, first, turn.launches());
    check_loudness(sound.loudness);
    check_samples(sound.samples);
    loudness = sound.loudness;
  }

  void image(const ImageNetwork& model, Turn turn) {
    ImageNetwork::Painting painting = model.begin(kPrompt, 1);
    for (int i = 0; i < kDenoisingSteps; ++i) model.step(painting);
    picture = model.picture(painting);
    whole(Stage::image) = turn.launches();
    check_picture(picture);
  }

  void video(const VideoNetwork& model, Turn turn) {
    const at::Tensor waves = model.begin(picture);
    const std::uint64_t begin = turn.launches();
    first_frame = model.frames(waves, chunk_frames(0), loudness.data());
    const std::uint64_t first = turn.launches();
    last_frame = model.frames(waves, chunk_frames(kChunks - 1), loudness.data());
    whole(Stage::video) = all_chunks(begin, first, turn.launches());
    check_frames(first_frame);
    check_frames(last_frame);
    first_frame.resize(picture.size());
    last_frame.erase(last_frame.begin(), last_frame.end() - static_cast<std::ptrdiff_t>(picture.size()));
  }

  void clip(const ClipNetwork& model, Turn turn) {
    const ClipNetwork::Text text = model.read(kPrompt);
    found.clip_read = turn.launches();
    std::array<KeyframeLikeness, kKeyframes.size()> likeness;
    likeness.fill(model.compare(text, first_frame, kKeyframes.front()));
    found.clip_compare = turn.launches();
    likeness.back() = model.compare(text, last_frame, kKeyframes.back());
    whole(Stage::clip) = found.clip_read + kKeyframes.size() * found.clip_compare;
    if (const ClipScore score = judge(likeness); !score.passed) throw Rejected{score.reason};
  }
};

StageError wrong_contents(const std::string& why) {
  StageError e;
  e.code = "MODEL_LOAD_FAILED";
  e.stage = "load";
  e.message = "the models are loaded but do not work: " + why + "; build or fetch them anew";
  return e;
}

// Each model is loaded before its stage's first run, so that those of the stages before may make room.
StageResult<void> run_each(DevicePlugin& device, ResidentModels& models, WarmUp& run) {
  const auto with = [&](Stage stage, const auto& go) -> StageResult<void> {
    const auto use = models.use(stage);
    if (!use) return use.error();
    go(*use);
    device.synchronize();
    return {};
  };
  StageResult<void> done =
      with(Stage::audio, [&](auto& use) { run.audio(use.template as<AudioNetwork>(), Turn(device)); });
  if (done)
    done = with(Stage::image, [&](auto& use) { run.image(use.template as<ImageNetwork>(), Turn(device)); });
  if (done)
    done = with(Stage::video, [&](auto& use) { run.video(use.template as<VideoNetwork>(), Turn(device)); });
  if (done)
    done = with(Stage::clip, [&](auto& use) { run.clip(use.template as<ClipNetwork>(), Turn(device)); });
  return done;
}

}  // namespace

StageResult<ExpectedLaunches> warm_up(DevicePlugin& device, ResidentModels& models) {
  const TraceRange range("stage", kWarmUp);
  try {
    WarmUp run;
    if (auto done = run_each(device, models, run); !done) return done.error();
    return run.found;
  } catch (const Rejected& r) {
    return wrong_contents(r.what);
  } catch (...) {
    StageError e = describe_failure(device, "load", "the first run of the models");
    return e.code == "INTERNAL" ? wrong_contents(e.message) : e;
  }
}

}  // namespace slots
