#include <map>

#include "pipeline/env/conformance/device_under_test.hpp"
#include "pipeline/protocol/slot_shape.hpp"

namespace slots::conformance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::uint64_t kAlways = 1'000'000'000;

class DeviceConformance : public ::testing::TestWithParam<NamedDevice> {
 protected:
  // Runs `body` with the models loaded.
  void run_loaded(std::function<Task<void>(Env&)> body) {
    device->run([&](Env& env) -> Task<void> {
      const auto loaded = co_await env.device.load(device->settings());
      EXPECT_TRUE(loaded) << loaded.error().message;
      if (loaded) co_await body(env);
    });
  }

  StageRequest request(Stage stage, int oom_retries = 1) {
    return {.what = {.slot = "slot 1",
                     .stage = stage,
                     .run = ++runs_,
                     .prompt = "a red fox under the old oak",
                     .script = "good evening this is the news from the harbour",
                     .folder = device->folder()},
            .oom_retries = oom_retries};
  }

  Task<Result<StageDone>> run_stage(Env& env, Stage stage, int oom_retries = 1) {
    Channel<StageProgress> progress(env.loop);
    co_return co_await env.device.run(request(stage, oom_retries), progress);
  }

  // The stage must be done.
  Task<StageDone> make(Env& env, Stage stage) {
    auto done = co_await run_stage(env, stage);
    EXPECT_TRUE(done) << name(stage) << ": " << done.error().message;
    co_return done ? *done : StageDone{};
  }

  Task<std::int64_t> memory(Env& env) { co_return (co_await env.device.check()).memory_used_bytes; }

  const std::unique_ptr<DeviceUnderTest> device = GetParam().make();

 private:
  std::int64_t runs_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Devices, DeviceConformance, ::testing::ValuesIn(devices_under_test()),
                         [](const auto& info) { return info.param.name; });

std::string code_of(const Result<StageDone>& result) {
  return result ? "none" : result.error().code.text;
}
std::string message_of(const Result<StageDone>& result) {
  return result ? "none" : result.error().message;
}

TEST_P(DeviceConformance, ComputesOnceTheModelsAreLoaded) {
  device->run([this](Env& env) -> Task<void> {
    const DeviceStatus before = co_await env.device.check();
    EXPECT_FALSE(before.computes);
    EXPECT_TRUE(co_await env.device.load(device->settings()));
    const DeviceStatus after = co_await env.device.check();
    EXPECT_TRUE(after.computes);
    EXPECT_GT(after.memory_used_bytes, before.memory_used_bytes);
    EXPECT_LT(after.memory_used_bytes, after.memory_capacity_bytes);
    EXPECT_FALSE(env.device.poisoned());
  });
}

// Once: what was read is given to the card, and the next load() reads again.
TEST_P(DeviceConformance, LoadsModelsThatWereReadBefore) {
  device->run([this](Env& env) -> Task<void> {
    const DeviceStatus before = co_await env.device.check();
    EXPECT_TRUE(co_await env.device.read_models(device->settings()));
    const DeviceStatus read = co_await env.device.check();
    EXPECT_FALSE(read.computes);
    if (!device->on_host()) {
      EXPECT_EQ(read.memory_used_bytes, before.memory_used_bytes);
    }
    for (int load = 0; load < 2; ++load) {
      EXPECT_TRUE(co_await env.device.load(device->settings()));
      EXPECT_TRUE(co_await env.device.verify_weights());
      co_await make(env, Stage::audio);
      env.device.release("slot 1");
    }
  });
}

TEST_P(DeviceConformance, DoesNothingWithoutModels) {
  device->run([this](Env& env) -> Task<void> {
    const auto audio = co_await run_stage(env, Stage::audio);
    EXPECT_EQ(code_of(audio), "MODEL_NOT_FOUND");
    EXPECT_THAT(message_of(audio), HasSubstr("audio stage"));
    const auto verified = co_await env.device.verify_weights();
    EXPECT_FALSE(verified);
    EXPECT_EQ(verified.error().code, "MODEL_NOT_FOUND");
    EXPECT_FALSE(env.device.poisoned());
  });
}

// Each stage from step 0 to its last, whatever runs beside it.
TEST_P(DeviceConformance, MakesASlotAndTellsItsProgressInOrder) {
  run_loaded([this](Env& env) -> Task<void> {
    const std::int64_t before = co_await memory(env);
    Channel<StageProgress> progress(env.loop);
    auto [audio, image] = co_await all(env.loop, env.device.run(request(Stage::audio), progress),
                                       env.device.run(request(Stage::image), progress));
    auto [video, clip] = co_await all(env.loop, env.device.run(request(Stage::video), progress),
                                      env.device.run(request(Stage::clip), progress));
    std::int64_t run = 0;
    for (const auto* done : {&audio, &image, &video, &clip}) {
      EXPECT_EQ(code_of(*done), "none") << message_of(*done);
      if (!*done) continue;
      EXPECT_EQ((*done)->slot, "slot 1");
      EXPECT_EQ((*done)->stage, kStages[static_cast<std::size_t>(run)]);
      EXPECT_EQ((*done)->run, ++run);
      EXPECT_EQ((*done)->oom_recovered, 0);
    }
    ByStage<std::int64_t> next;
    std::int64_t keyframes = 0;
    while (progress.size() > 0) {
      const StageProgress step = *co_await progress.receive();
      EXPECT_EQ(step.done, next[step.stage]++) << name(step.stage);
      EXPECT_EQ(step.total, kSteps[step.stage]) << name(step.stage);
      if (step.stage == Stage::video) keyframes = step.keyframes;
      if (step.stage != Stage::clip) continue;
      EXPECT_TRUE(step.done < kSteps[Stage::clip] || next[Stage::video] >= kSteps[Stage::video])
          << "clip was done before the last keyframe could be there";
    }
    for (const Stage stage : kStages) EXPECT_EQ(next[stage], kSteps[stage] + 1) << name(stage);
    EXPECT_EQ(keyframes, 5);
    EXPECT_TRUE(clip && clip->details.contains("scores"));
    env.device.release("slot 1");
    EXPECT_EQ(co_await memory(env), before) << "something of the slot is left on the device";
  });
}

TEST_P(DeviceConformance, MakesNoVideoWithoutItsPictureAndItsSound) {
  run_loaded([this](Env& env) -> Task<void> {
    auto video = co_await run_stage(env, Stage::video);
    EXPECT_EQ(code_of(video), "INTERNAL");
    EXPECT_THAT(message_of(video), HasSubstr("image stage, which has not run"));
    co_await make(env, Stage::image);
    video = co_await run_stage(env, Stage::video);
    EXPECT_THAT(message_of(video), HasSubstr("audio stage, which has not run"));
    co_await make(env, Stage::audio);
    co_await make(env, Stage::video);
  });
}

TEST_P(DeviceConformance, ForgetsASlotThatIsReleased) {
  run_loaded([this](Env& env) -> Task<void> {
    co_await make(env, Stage::audio);
    co_await make(env, Stage::image);
    env.device.release("slot 1");
    EXPECT_EQ(code_of(co_await run_stage(env, Stage::video)), "INTERNAL");
  });
}

TEST_P(DeviceConformance, RunsAStageAgainThatRanOutOfMemory) {
  run_loaded([this](Env& env) -> Task<void> {
    const std::int64_t before = co_await memory(env);
    for (const Stage stage : {Stage::audio, Stage::image, Stage::video}) {
      device->fail_allocations(stage, 1);
      EXPECT_EQ((co_await make(env, stage)).oom_recovered, 1) << name(stage);
      device->heal();
    }
    device->fail_allocations(Stage::clip, 1);
    EXPECT_EQ((co_await make(env, Stage::clip)).oom_recovered, 1);
    EXPECT_EQ(co_await memory(env), before);
    EXPECT_FALSE(env.device.poisoned());
  });
}

TEST_P(DeviceConformance, GivesUpWithBothNumbersWhenMemoryStaysShort) {
  run_loaded([this](Env& env) -> Task<void> {
    const std::int64_t before = co_await memory(env);
    device->fail_allocations(Stage::image, kAlways);
    const auto image = co_await run_stage(env, Stage::image);
    EXPECT_EQ(code_of(image), "CUDA_OUT_OF_MEMORY");
    if (image) co_return;
    const Error& error = image.error();
    EXPECT_TRUE(error.kind().retryable);
    EXPECT_THAT(error.message, AllOf(HasSubstr("image stage needs "), HasSubstr(" free of ")));
    EXPECT_EQ(error.details.at("stage"), "image");
    EXPECT_GT(error.details.at("required_bytes").to_number<std::int64_t>(), 0);
    EXPECT_GE(error.details.at("available_bytes").to_number<std::int64_t>(), 0);
    EXPECT_GT(error.details.at("capacity_bytes").to_number<std::int64_t>(), 0);
    EXPECT_FALSE(env.device.poisoned());
    EXPECT_EQ(co_await memory(env), before) << "something of the failed stage is left on the device";
    device->heal();
    co_await make(env, Stage::image);
  });
}

TEST_P(DeviceConformance, TriesAgainOnlyAsOftenAsItIsTold) {
  run_loaded([this](Env& env) -> Task<void> {
    device->fail_allocations(Stage::image, 1);
    EXPECT_EQ(code_of(co_await run_stage(env, Stage::image, 0)), "CUDA_OUT_OF_MEMORY");
    device->heal();
    co_await make(env, Stage::image);
  });
}

TEST_P(DeviceConformance, GoesOnAfterAnErrorOfOneLaunch) {
  run_loaded([this](Env& env) -> Task<void> {
    device->fail(Stage::image, DeviceFault::launch_failed);
    const auto image = co_await run_stage(env, Stage::image);
    EXPECT_EQ(code_of(image), "CUDA_ERROR");
    EXPECT_THAT(message_of(image),
                AllOf(HasSubstr("image stage failed on "), HasSubstr("the device can go on")));
    EXPECT_FALSE(env.device.poisoned());
    device->heal();
    EXPECT_TRUE((co_await env.device.check()).computes);
    co_await make(env, Stage::image);
  });
}

TEST_P(DeviceConformance, IsSpoiltForThisProcessByAStickyError) {
  run_loaded([this](Env& env) -> Task<void> {
    device->fail(Stage::image, DeviceFault::sticky);
    const auto image = co_await run_stage(env, Stage::image);
    EXPECT_EQ(code_of(image), "CUDA_ERROR");
    EXPECT_THAT(message_of(image), HasSubstr("the process must end"));
    EXPECT_TRUE(env.device.poisoned());
    device->heal();
    EXPECT_FALSE((co_await env.device.check()).computes);
    EXPECT_FALSE(co_await env.device.recheck());
    EXPECT_EQ(code_of(co_await run_stage(env, Stage::audio)), "CUDA_ERROR");
  });
}

TEST_P(DeviceConformance, IsOfNoUseWhenItsCardIsLost) {
  run_loaded([this](Env& env) -> Task<void> {
    device->fail(Stage::image, DeviceFault::lost);
    const auto image = co_await run_stage(env, Stage::image);
    EXPECT_EQ(code_of(image), "GPU_LOST");
    EXPECT_THAT(message_of(image), HasSubstr("no longer answers"));
    EXPECT_TRUE(env.device.poisoned());
    device->heal();
    EXPECT_FALSE((co_await env.device.check()).computes);
    EXPECT_EQ(code_of(co_await run_stage(env, Stage::audio)), "GPU_LOST");
  });
}

TEST_P(DeviceConformance, RefusesWhatDoesNotFitBesideOthersAndTakesItOnceTheyHaveLeft) {
  std::string why;
  const auto others = device->others(why);
  if (!others) GTEST_SKIP() << why;
  std::vector<std::string> told;
  run_loaded([&](Env& env) -> Task<void> {
    const std::int64_t before = co_await memory(env);
    env.device.on_notice = [&](const Notice& notice) { told.push_back(notice.type); };
    for (others->take(); !others->have_all(); others->take()) co_await env.device.check();
    const auto image = co_await run_stage(env, Stage::image);
    EXPECT_EQ(code_of(image), "VRAM_BUDGET_EXCEEDED");
    EXPECT_THAT(message_of(image), AllOf(HasSubstr("image stage needs "), HasSubstr(" of the budget of ")));
    if (!image) {
      const auto& details = image.error().details;
      EXPECT_GT(details.at("required_bytes").to_number<std::int64_t>(),
                details.at("available_bytes").to_number<std::int64_t>());
    }
    EXPECT_FALSE(env.device.poisoned());
    EXPECT_TRUE((co_await env.device.check()).computes);
    others->leave();
    for (const Stage stage : {Stage::image, Stage::audio, Stage::video, Stage::clip})
      co_await make(env, stage);
    EXPECT_EQ(co_await memory(env), before) << "each model is loaded again";
    env.device.on_notice = {};
  });
  EXPECT_THAT(told, testing::Contains("soft_limit_passed"));
  EXPECT_THAT(told, testing::Contains("model_unloaded"));
  EXPECT_THAT(told, testing::Contains("model_loaded"));
}

TEST_P(DeviceConformance, StopsWithinAStageAndRunsItAgain) {
  run_loaded([this](Env& env) -> Task<void> {
    const std::int64_t before = co_await memory(env);
    Channel<StageProgress> progress(env.loop);
    std::optional<Result<StageDone>> answer;
    const auto keep = [&](StageRequest what) -> Task<void> {
      what.pace = 1h;
      answer = co_await env.device.run(std::move(what), progress);
    };
    device->hold(Stage::audio);
    Nursery nursery(env.loop);
    auto& running = nursery.spawn(keep(request(Stage::audio)));
    EXPECT_EQ((co_await progress.receive())->done, 0);
    running.cancel();
    co_await nursery.join();
    EXPECT_TRUE(answer && code_of(*answer) == "CANCELLED") << (answer ? code_of(*answer) : "no answer");
    device->heal();
    EXPECT_EQ(co_await memory(env), before);
    const auto sound = co_await env.device.recheck();
    EXPECT_TRUE(sound) << sound.error().message;
    co_await make(env, Stage::audio);
  });
}

TEST_P(DeviceConformance, EndsAClipWhoseVideoFails) {
  run_loaded([this](Env& env) -> Task<void> {
    co_await make(env, Stage::audio);
    co_await make(env, Stage::image);
    device->fail_allocations(Stage::video, kAlways);
    const auto [clip, video] =
        co_await all(env.loop, run_stage(env, Stage::clip), run_stage(env, Stage::video));
    EXPECT_EQ(code_of(video), "CUDA_OUT_OF_MEMORY");
    EXPECT_EQ(code_of(clip), "CANCELLED");
    EXPECT_THAT(message_of(clip), HasSubstr("video ended with CUDA_OUT_OF_MEMORY"));
  });
}

TEST_P(DeviceConformance, FindsAFlippedBitInItsWeights) {
  std::string why;
  bool skipped = false;
  run_loaded([&](Env& env) -> Task<void> {
    EXPECT_TRUE(co_await env.device.verify_weights());
    const auto model = device->flip_a_weight(why);
    skipped = !model;
    if (skipped) co_return;
    const auto verified = co_await env.device.verify_weights();
    EXPECT_FALSE(verified);
    if (verified) co_return;
    EXPECT_EQ(verified.error().code, "MODEL_CORRUPTED");
    EXPECT_THAT(verified.error().message, HasSubstr("model " + *model));
    EXPECT_NE(verified.error().details.at("expected"), verified.error().details.at("found"));
  });
  if (skipped) GTEST_SKIP() << why;
}

}  // namespace
}  // namespace slots::conformance
