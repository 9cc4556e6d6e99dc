// What a worker says when its device does what no device should.
#include "pipeline/worker/worker.hpp"

#include "steps/worlds/simulated_slot_fixture.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

// Throws out of the first audio stage.
class BrokenDevice final : public slots::Device {
 public:
  BrokenDevice(slots::Device& device, bool& broken) : device_(device), broken_(broken) {}
  slots::Task<slots::Result<slots::LoadedDevice>> load(slots::DeviceSettings settings) override {
    return device_.load(std::move(settings));
  }
  slots::Task<slots::Result<slots::StageDone>> run(slots::StageRequest request,
                                                   slots::Channel<slots::StageProgress>& progress) override {
    if (request.what.stage == slots::Stage::audio && !std::exchange(broken_, true))
      throw std::runtime_error("bad_alloc");
    return device_.run(std::move(request), progress);
  }
  bool poisoned() const override { return device_.poisoned(); }
  slots::Task<slots::DeviceStatus> check() override { return device_.check(); }
  slots::Task<slots::Result<void>> verify_weights() override { return device_.verify_weights(); }
  void release(const std::string& slot) override { device_.release(slot); }

 private:
  slots::Device& device_;
  bool& broken_;
};

class WorkerWithBrokenDevice : public SimulatedSlot {
 protected:
  WorkerWithBrokenDevice() {
    world_.set_programs([this](const slots::SpawnRequest& request) -> sim::Program {
      return [this, settings = slots::worker_settings(request.settings).value()](slots::Env& env) {
        return work(env, settings, broken_);
      };
    });
  }

 private:
  static slots::Task<int> work(slots::Env& env, slots::WorkerSettings settings, bool& broken) {
    BrokenDevice device(env.device, broken);
    slots::Env own{env.loop, env.clock, env.random, env.network, env.processes, env.journal, env.files,
                   device,   env.cards, env.log,    env.metrics, env.signals,   env.role};
    co_return co_await slots::worker_main(own, settings);
  }
  bool broken_ = false;
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

}  // namespace
}  // namespace ordeal
