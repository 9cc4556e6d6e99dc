#include "pipeline/env/trace.hpp"
#include "pipeline/stages/loaded_models.hpp"
#include "pipeline/stages/quality.hpp"
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
  Turn turn;
  const LoadedModels& models;
  ExpectedLaunches found{};
  std::vector<float> loudness{};
  Picture picture{}, first_frame{}, last_frame{};

  std::uint64_t& whole(Stage s) { return found.whole[s]; }

  void audio() {
    const AudioNetwork::Script script = models.audio.read(kScript);
    const std::uint64_t begin = turn.launches();
    const auto sound = models.audio.speak(script, chunk_frames(0));
    const std::uint64_t first = turn.launches();
    models.audio.speak(script, chunk_frames(kChunks - 1));
    whole(Stage::audio) = all_chunks(begin, first, turn.launches());
    check_loudness(sound.loudness);
    check_samples(sound.samples);
    loudness = sound.loudness;
  }

  void image() {
    ImageNetwork::Painting painting = models.image.begin(kPrompt, 1);
    for (int i = 0; i < kDenoisingSteps; ++i) models.image.step(painting);
    picture = to_host(painting.picture);
    whole(Stage::image) = turn.launches();
    check_picture(picture);
  }

  void video() {
    const at::Tensor waves = models.video.begin(picture);
    const std::uint64_t begin = turn.launches();
    first_frame = models.video.frames(waves, chunk_frames(0), loudness.data());
    const std::uint64_t first = turn.launches();
    last_frame = models.video.frames(waves, chunk_frames(kChunks - 1), loudness.data());
    whole(Stage::video) = all_chunks(begin, first, turn.launches());
    check_frames(first_frame);
    check_frames(last_frame);
    first_frame.resize(picture.size());
    last_frame.erase(last_frame.begin(), last_frame.end() - static_cast<std::ptrdiff_t>(picture.size()));
  }

  void clip() {
    const ClipNetwork::Text text = models.clip.read(kPrompt);
    found.clip_read = turn.launches();
    std::array<KeyframeLikeness, kKeyframes.size()> likeness;
    likeness.fill(models.clip.compare(text, first_frame, kKeyframes.front()));
    found.clip_compare = turn.launches();
    likeness.back() = models.clip.compare(text, last_frame, kKeyframes.back());
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

}  // namespace

StageResult<ExpectedLaunches> warm_up(DevicePlugin& device, const LoadedModels& models) {
  const TraceRange range("stage", kWarmUp);
  try {
    WarmUp run{Turn(device), models};
    run.audio();
    run.image();
    run.video();
    run.clip();
    device.synchronize();
    return run.found;
  } catch (const Rejected& r) {
    return wrong_contents(r.what);
  } catch (...) {
    StageError e = describe_failure(device, "load", "the first run of the models");
    return e.code == "INTERNAL" ? wrong_contents(e.message) : e;
  }
}

}  // namespace slots
