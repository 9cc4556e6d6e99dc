#include "pipeline/stages/slot_engine.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <map>
#include <mutex>

#include "pipeline/stages/engine_fixture.hpp"

namespace slots {
namespace {

TEST_F(Engine, MakesASlotWhoseFilesOpen) {
  SlotWork work(request("slot"));
  const Slot slot = make(work);
  ASSERT_TRUE(slot.audio && slot.image && slot.video) << slot.video.error().message;
  ASSERT_TRUE(slot.clip) << slot.clip.error().message;
  EXPECT_GE(slot.clip->score->b, kClipB + 0.1);
  EXPECT_GE(slot.clip->score->l, kClipL + 0.1);
  EXPECT_FALSE(slot.clip->score->outlier);
  EXPECT_EQ(slot.audio->files, std::vector<std::string>{"voice.wav"});
  EXPECT_EQ(slot.video->files, std::vector<std::string>{"video.avi"});
  const std::vector<std::string> keyframes = {"keyframe-0000.png", "keyframe-0270.png", "keyframe-0540.png",
                                              "keyframe-0810.png", "keyframe-1079.png"};
  EXPECT_EQ(slot.clip->files, keyframes);
  EXPECT_EQ(files("slot"), 7U) << "nothing temporary is left";
  for (const std::string& file : keyframes)
    EXPECT_EQ(content(folder_ / "slot" / file).substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(content(folder_ / "slot" / "voice.wav").substr(0, 4), "RIFF");
  EXPECT_EQ(content(folder_ / "slot" / "voice.wav").size(), 44U + 2 * 1'080'000);
  const std::string probe =
      "ffprobe -v error -count_frames -select_streams v -show_entries "
      "stream=nb_read_frames,duration -of csv=p=0 '" +
      (folder_ / "slot" / "video.avi").string() + "'";
  std::FILE* out = ::popen(probe.c_str(), "r");
  char line[200] = "";
  EXPECT_TRUE(std::fgets(line, sizeof line, out));
  EXPECT_EQ(WEXITSTATUS(::pclose(out)), 0);
  EXPECT_STREQ(line, "45.000000,1080\n");
}

TEST_F(Engine, GivesTheSameBytesForTheSameRequestAndOthersForAnother) {
  SlotWork one(request("one")), two(request("two")),
      other(request("other", "a stormy sea at night", "another text"));
  ASSERT_TRUE(make(one).clip && make(two).clip && make(other).clip);
  for (const char* file : {"voice.wav", "video.avi", "keyframe-0000.png", "keyframe-1079.png"}) {
    ASSERT_FALSE(content(folder_ / "one" / file).empty()) << file;
    EXPECT_EQ(content(folder_ / "one" / file), content(folder_ / "two" / file)) << file;
    EXPECT_NE(content(folder_ / "one" / file), content(folder_ / "other" / file)) << file;
  }
}

TEST_F(Engine, TellsItsProgressInOrder) {
  SlotWork work(request("slot"));
  std::mutex mutex;
  std::map<Stage, std::vector<int>> told;
  std::map<Stage, int> totals;
  const Slot slot = make(work, [&](Stage s, int done, int total) {
    const std::lock_guard lock(mutex);
    told[s].push_back(done);
    totals[s] = total;
  });
  ASSERT_TRUE(slot.clip);
  EXPECT_EQ(totals, (std::map<Stage, int>{
                        {Stage::audio, 23}, {Stage::image, 4}, {Stage::video, 23}, {Stage::clip, 5}}));
  for (const Stage s : kStages) {
    ASSERT_EQ(told[s].size(), static_cast<std::size_t>(totals[s]) + 1) << name(s);
    for (int i = 0; i <= totals[s]; ++i) EXPECT_EQ(told[s][static_cast<std::size_t>(i)], i);
  }
}

// The pace spreads a stage's time over this number, so the first run must take as many as every later one.
TEST_F(Engine, KnowsTheLaunchesOfEachStageBeforeItsFirstSlot) {
  for (const char* slot_name : {"first", "second"}) {
    SlotWork work(request(slot_name));
    const Slot slot = make(work);
    for (const auto* report : {&slot.audio, &slot.image, &slot.video, &slot.clip}) {
      ASSERT_TRUE(*report);
      EXPECT_GT((*report)->counts.launches, 20U);
      EXPECT_EQ((*report)->counts.launches, engine_->expected_launches((*report)->stage))
          << name((*report)->stage);
    }
  }
}

TEST_F(Engine, IsHealthyAndSaysSoByComputing) {
  const auto health = engine_->health();
  EXPECT_TRUE(health) << health.error().message;
}

TEST_F(Engine, FreesItsModelsWhenUnloaded) {
  EXPECT_GT(device_.memory().used, 10'000'000U);
  engine_->unload();
  EXPECT_LT(device_.memory().used, 100'000U);
  SlotWork work(request("slot"));
  EXPECT_EQ(engine_->run(Stage::audio, work).error().code, "MODEL_NOT_FOUND");
  EXPECT_EQ(engine_->verify_weights().error().code, "MODEL_NOT_FOUND");
}

}  // namespace
}  // namespace slots
