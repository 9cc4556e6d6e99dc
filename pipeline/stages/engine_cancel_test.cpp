// How stages are cancelled, and what ends a stage that waits for another.
#include <gtest/gtest.h>

#include "pipeline/stages/engine_fixture.hpp"

namespace slots {
namespace {

TEST_F(Engine, CancelsAStageBetweenTwoSteps) {
  const std::uint64_t before = device_.memory().used;
  for (const Stage stage : {Stage::audio, Stage::image, Stage::video}) {
    SlotWork work(request("slot"));
    if (stage == Stage::video)
      ASSERT_TRUE(engine_->run(Stage::audio, work) && engine_->run(Stage::image, work));
    const std::size_t files_before = files("slot");
    int last = 0;
    const auto cancelled = engine_->run(stage, work, [&](Stage, int done, int) {
      last = done;
      if (done == 2) engine_->cancel(work, stage);
    });
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, "CANCELLED");
    EXPECT_EQ(cancelled.error().stage, name(stage));
    EXPECT_EQ(last, 2) << "no step after the cancellation";
    EXPECT_EQ(files("slot"), files_before) << "nothing half written is left";
    EXPECT_EQ(device_.memory().used, before);
  }
  expect_healthy_slot("next");
}

TEST_F(Engine, EndsAStageAtOnceThatWasCancelledBeforeItBegan) {
  SlotWork work(request("slot"));
  engine_->cancel(work);
  for (const Stage stage : {Stage::audio, Stage::image}) {
    const auto cancelled = engine_->run(stage, work, [](Stage, int, int) { ADD_FAILURE() << "it began"; });
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, "CANCELLED");
  }
  expect_healthy_slot("next");
}

TEST_F(Engine, RunsAStageAgainWhenItsCancelledRunIsOver) {
  SlotWork work(request("slot"));
  engine_->cancel(work, Stage::audio);
  ASSERT_FALSE(engine_->run(Stage::audio, work));
  SlotEngine::forget_cancellation(work, Stage::audio);
  EXPECT_TRUE(engine_->run(Stage::audio, work));
}

TEST_F(Engine, CancelsAClipThatWaits) {
  SlotWork work(request("slot"));
  auto clip = std::async(std::launch::async, [&] { return engine_->run(Stage::clip, work); });
  engine_->cancel(work, Stage::clip);
  const auto ended = clip.get();
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, "CANCELLED");
}

TEST_F(Engine, EndsAWaitingClipWhenVideoFails) {
  SlotWork work(request("slot"));
  ASSERT_TRUE(engine_->run(Stage::audio, work) && engine_->run(Stage::image, work));
  auto clip = std::async(std::launch::async, [&] { return engine_->run(Stage::clip, work); });
  device_.fail_allocation("video", 500,
                          1'000'000);  // in the third chunk: one keyframe is there, four are not
  ASSERT_FALSE(engine_->run(Stage::video, work));
  const auto ended = clip.get();
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, "CANCELLED");
  EXPECT_NE(ended.error().message.find("video ended with CUDA_OUT_OF_MEMORY"), std::string::npos)
      << ended.error().message;
  EXPECT_EQ(files("slot"), 1U) << "only voice.wav";
}

TEST_F(Engine, AVideoWithoutItsPictureIsAnError) {
  SlotWork work(request("slot"));
  const auto video = engine_->run(Stage::video, work);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().code, "INTERNAL");
  EXPECT_NE(video.error().message.find("image stage, which has not run"), std::string::npos)
      << video.error().message;
}

}  // namespace
}  // namespace slots
