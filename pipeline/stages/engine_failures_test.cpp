// How stages fail: memory, the device, bad results, bad weights, the disk.
#include <gtest/gtest.h>
#include <torch/script.h>

#include <cmath>
#include <map>
#include <random>
#include <set>

#include "pipeline/models/manifest.hpp"
#include "pipeline/stages/engine_fixture.hpp"

namespace slots {
namespace {

TEST_F(Engine, RecoversFromOneFailedAllocationAnywhereInAnyStage) {
  SlotWork work(request("slot"));
  ASSERT_TRUE(make(work).clip);
  const std::string video = content(folder_ / "slot" / "video.avi");
  std::map<Stage, int> allocations;
  for (const Stage s : kStages) allocations[s] = device_.allocations(name(s));
  const std::uint64_t before = device_.memory().used;
  std::uint64_t recovered = 0;
  for (const auto& [stage, all] : allocations) {
    ASSERT_GT(all, 10) << name(stage);
    for (const int nth : {1, 2, 7, all / 3, all / 2, all - 1, all}) {
      device_.fail_allocation(name(stage), nth);
      const auto report = engine_->run(stage, work);
      ASSERT_TRUE(report) << name(stage) << ' ' << nth << ' ' << report.error().message;
      EXPECT_EQ(report->oom_recovered, 1) << name(stage) << ' ' << nth;
      EXPECT_EQ(engine_->oom_recovered(), ++recovered);
      EXPECT_EQ(device_.memory().used, before) << name(stage) << ' ' << nth;
    }
  }
  EXPECT_EQ(content(folder_ / "slot" / "video.avi"), video);
  EXPECT_EQ(device_.emptied, static_cast<int>(recovered));
}

TEST_F(Engine, SaysWhatAStageNeedsWhenMemoryStaysShort) {
  const std::uint64_t before = device_.memory().used;
  device_.fail_allocation("image", 3, 1'000'000);
  SlotWork work(request("slot"));
  const auto image = engine_->run(Stage::image, work);
  ASSERT_FALSE(image);
  const StageError e = image.error();
  EXPECT_EQ(e.code, "CUDA_OUT_OF_MEMORY");
  EXPECT_EQ(e.stage, "image");
  EXPECT_GT(e.required_bytes, 0U);
  EXPECT_EQ(e.available_bytes, 1000U);
  EXPECT_EQ(e.capacity_bytes, 12'000'000U);
  EXPECT_FALSE(e.fatal);
  EXPECT_NE(e.message.find(", 1.0 kB free of 12.0 MB on test"), std::string::npos) << e.message;
  EXPECT_EQ(device_.memory().used, before) << "nothing of the failed stage lives on";
  device_.heal();
  expect_healthy_slot("next");
}

TEST_F(Engine, TriesAgainOnlyAsOftenAsItWasTold) {
  device_.fail_allocation("image", 3);
  SlotWork work(request("slot"));
  EXPECT_FALSE(engine_->run(Stage::image, work, {}, {.oom_retries = 0}));
  EXPECT_EQ(engine_->oom_recovered(), 0U);
}

TEST_F(Engine, TellsErrorsThatSpoilTheProcessFromThoseThatDoNot) {
  const struct {
    DeviceFault fault;
    std::string code;
    bool fatal;
  } cases[] = {{DeviceFault::sticky, "CUDA_ERROR", true},
               {DeviceFault::launch_failed, "CUDA_ERROR", false},
               {DeviceFault::lost, "GPU_LOST", true},
               {DeviceFault::none, "INTERNAL", false}};
  for (const auto& c : cases) {
    device_.fail_synchronize("audio", c.fault);
    SlotWork work(request("slot"));
    const auto audio = engine_->run(Stage::audio, work);
    ASSERT_FALSE(audio);
    EXPECT_EQ(audio.error().code, c.code);
    EXPECT_EQ(audio.error().fatal, c.fatal) << c.code;
    EXPECT_EQ(audio.error().stage, "audio")
        << "an error that shows up late is blamed on the stage that launched it";
    EXPECT_EQ(files("slot"), 0U);
  }
  device_.heal();
  expect_healthy_slot("next");
}

// A weight becomes NaN on the device after loading: each stage catches it on its own boundary and is named.
TEST_F(Engine, RejectsWhatIsNotANumberAtTheStagesBoundary) {
  const std::size_t voices = 100UL * 1000 * sizeof(float);
  ASSERT_EQ(device_.blocks(voices).size(), 1U);
  auto* first = reinterpret_cast<float*>(device_.blocks(voices)[0]);
  const float good = std::exchange(first[0], NAN);
  SlotWork work(request("slot"));
  const auto audio = engine_->run(Stage::audio, work);
  ASSERT_FALSE(audio);
  EXPECT_EQ(audio.error().code, "QUALITY_REJECTED");
  EXPECT_EQ(audio.error().stage, "audio");
  EXPECT_NE(audio.error().message.find("audio stage: sample"), std::string::npos) << audio.error().message;
  EXPECT_EQ(files("slot"), 0U);
  first[0] = good;
  expect_healthy_slot("next");
}

TEST_F(Engine, RejectsPicturesThatDoNotShowThePrompt) {
  SlotWork work(request("slot"));
  ASSERT_TRUE(engine_->run(Stage::audio, work) && engine_->run(Stage::image, work));
  ASSERT_TRUE(engine_->run(Stage::video, work));
  // The larger of the two CLIP towers loses one of its weights.
  const auto tower = device_.blocks(2UL * 64 * 768 * sizeof(float));
  ASSERT_EQ(tower.size(), 1U);
  auto* weights = reinterpret_cast<float*>(tower[0]);
  std::fill(weights, weights + 50'000, 0.0F);
  const auto clip = engine_->run(Stage::clip, work);
  ASSERT_FALSE(clip);
  EXPECT_EQ(clip.error().code, "QUALITY_REJECTED");
  EXPECT_EQ(clip.error().stage, "clip");
  EXPECT_NE(clip.error().message.find("clip stage: CLIP"), std::string::npos) << clip.error().message;
  EXPECT_EQ(files("slot"), 2U) << "no keyframe of a rejected slot";
}

TEST_F(Engine, FindsAnyFlippedBitInResidentWeights) {
  EXPECT_TRUE(engine_->verify_weights());
  std::set<std::size_t> sizes;  // of all weights: other blocks of memory are none of the checksum's business
  for (const char* name : kModelNames) {
    const torch::jit::Module m = torch::jit::load((kModels / (std::string(name) + ".pt")).string());
    for (const at::Tensor& t : m.parameters()) sizes.insert(t.nbytes());
    for (const at::Tensor& t : m.buffers()) sizes.insert(t.nbytes());
  }
  std::vector<std::pair<unsigned char*, std::size_t>> blocks;
  for (const std::size_t size : sizes)
    for (unsigned char* block : device_.blocks(size)) blocks.emplace_back(block, size);
  ASSERT_GE(blocks.size(), 30U);
  std::mt19937_64 random(3);
  for (int trial = 0; trial < 60; ++trial) {
    const auto [data, bytes] = blocks[random() % blocks.size()];
    const std::uint64_t bit = random() % (bytes * 8);
    data[bit / 8] ^= static_cast<unsigned char>(1U << bit % 8);
    const auto verified = engine_->verify_weights();
    ASSERT_FALSE(verified) << "bit " << bit << " of a block of " << bytes << " bytes";
    EXPECT_EQ(verified.error().code, "MODEL_CORRUPTED");
    EXPECT_NE(verified.error().expected, verified.error().found);
    EXPECT_EQ(verified.error().expected.size(), 16U);
    data[bit / 8] ^= static_cast<unsigned char>(1U << bit % 8);
  }
  EXPECT_TRUE(engine_->verify_weights());
}

TEST_F(Engine, SaysWhenResultsCannotBeWritten) {
  std::ofstream(folder_ / "file") << "x";
  SlotWork blocked(request("file"));
  const auto in_a_file = engine_->run(Stage::audio, blocked);
  ASSERT_FALSE(in_a_file);
  EXPECT_EQ(in_a_file.error().code, "STORAGE_ERROR");
  EXPECT_EQ(in_a_file.error().message.find(folder_.string()), std::string::npos) << "a path of the host";
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "no /dev/full";
  fs::create_directory(folder_ / "full");
  fs::create_symlink("/dev/full", folder_ / "full" / "video.avi.part");
  SlotWork full(request("full"));
  ASSERT_TRUE(engine_->run(Stage::audio, full) && engine_->run(Stage::image, full));
  const auto video = engine_->run(Stage::video, full);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().code, "STORAGE_FULL");
  EXPECT_EQ(video.error().message, "video stage cannot write video.avi: No space left on device");
}

}  // namespace
}  // namespace slots
