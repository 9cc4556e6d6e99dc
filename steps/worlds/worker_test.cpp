// What a worker says when its device does what no device should.
#include "pipeline/worker/worker.hpp"

#include <set>

#include "steps/worlds/simulated_slot_fixture.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

enum class Defect {
  kAudioThrows,         // out of the first audio stage
  kAudioFailsAtItsEnd,  // when it is stopped since the first image stage has failed
};

class BrokenDevice final : public slots::Device {
 public:
  BrokenDevice(slots::Env& env, Defect defect, std::set<slots::Stage>& had)
      : env_(env), device_(env.device), defect_(defect), had_(had) {}
  slots::Task<slots::Result<void>> read_models(slots::DeviceSettings settings) override {
    return device_.read_models(std::move(settings));
  }
  slots::Task<slots::Result<slots::LoadedDevice>> load(slots::DeviceSettings settings) override {
    return device_.load(std::move(settings));
  }
  slots::Task<slots::Result<slots::StageDone>> run(slots::StageRequest request,
                                                   slots::Channel<slots::StageProgress>& progress) override {
    const slots::Stage stage = request.what.stage;
    const bool breaks = had_.insert(stage).second;
    if (breaks && stage == slots::Stage::audio && defect_ == Defect::kAudioThrows)
      throw std::runtime_error("bad_alloc");
    if (breaks && stage == slots::Stage::audio) return fail_when_stopped();
    if (breaks && stage == slots::Stage::image && defect_ == Defect::kAudioFailsAtItsEnd) return fail();
    return device_.run(std::move(request), progress);
  }
  bool poisoned() const override { return device_.poisoned(); }
  slots::Task<slots::DeviceStatus> check() override { return device_.check(); }
  slots::Task<slots::Result<void>> verify_weights() override { return device_.verify_weights(); }
  slots::Task<slots::Result<void>> recheck() override { return device_.recheck(); }
  void release(const std::string& slot) override { device_.release(slot); }

 private:
  static slots::Error lack() { return {.code = "CUDA_OUT_OF_MEMORY", .message = "there is no block"}; }
  static slots::Task<slots::Result<slots::StageDone>> fail() { co_return lack(); }
  slots::Task<slots::Result<slots::StageDone>> fail_when_stopped() {
    try {
      co_await env_.sleep(1h);
    } catch (const slots::Cancelled&) {
    }
    co_return lack();
  }

  slots::Env& env_;
  slots::Device& device_;
  Defect defect_;
  std::set<slots::Stage>& had_;
};

class WorkerWithBrokenDevice : public SimulatedSlot {
 protected:
  WorkerWithBrokenDevice() {
    world_.set_programs([this](const slots::SpawnRequest& request) -> sim::Program {
      return [this, settings = slots::worker_settings(request.settings).value()](slots::Env& env) {
        return work(env, settings, defect_, had_);
      };
    });
  }

 private:
  static slots::Task<int> work(slots::Env& env, slots::WorkerSettings settings, Defect defect,
                               std::set<slots::Stage>& had) {
    BrokenDevice device(env, defect, had);
    slots::Env own{env.loop, env.clock, env.random, env.network, env.processes, env.journal, env.files,
                   device,   env.cards, env.log,    env.metrics, env.signals,   env.role};
    co_return co_await slots::worker_main(own, settings);
  }
  std::set<slots::Stage> had_;  // had its defect already

 protected:
  Defect defect_ = Defect::kAudioThrows;
};

TEST_F(WorkerWithBrokenDevice, SaysThatTheStageFailedAndServesTheNextSlot) {
  start_director();
  const Recorder& first = start_client("first");
  EXPECT_EQ(ended("first", 10s), 1) << "its limit need not pass first";
  ASSERT_TRUE(first.failure);
  EXPECT_EQ(first.failure->code.text, "INTERNAL");
  start_client("second");
  EXPECT_EQ(ended("second"), 0) << world_.log_text();
  EXPECT_EQ(logged("worker_exited"), 0u);
}

TEST_F(WorkerWithBrokenDevice, SaysSoWhenAStageFailsWhileItIsStopped) {
  defect_ = Defect::kAudioFailsAtItsEnd;
  start_director();
  const Recorder& first = start_client("first");
  EXPECT_EQ(ended("first", 10s), 1);
  ASSERT_TRUE(first.failure);
  EXPECT_EQ(first.failure->code.text, "CUDA_OUT_OF_MEMORY");
  start_client("second");
  EXPECT_EQ(ended("second"), 0) << world_.log_text();
  EXPECT_EQ(logged("worker_exited"), 0u) << "whoever stopped the stage was never answered";
}

}  // namespace
}  // namespace ordeal
