#include "pipeline/stages/slot_engine.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <torch/script.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <map>
#include <mutex>
#include <random>
#include <set>

#include "pipeline/models/manifest.hpp"
#include "pipeline/models/sha256.hpp"
#include "pipeline/stages/failing_device.hpp"

namespace slots {
namespace {

namespace fs = std::filesystem;

const fs::path kModels = ORDEAL_BINARY_DIR "/models/tiny";
constexpr const char* kPrompt = "a red fox under the old oak";
constexpr const char* kScript = "good evening this is the news from the harbour";

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Slot {
  StageResult<StageReport> audio = StageError{}, image = StageError{}, video = StageError{},
                           clip = StageError{};
};

class Engine : public testing::Test {
 protected:
  Engine() {
    std::string name = testing::TempDir() + "engine-XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~Engine() override { fs::remove_all(folder_); }

  void SetUp() override { open(); }
  void open() {
    auto opened = SlotEngine::open(device_, *find_profile("tiny"), kModels);
    ASSERT_TRUE(opened) << opened.error().message;
    engine_ = std::move(*opened);
  }

  SlotRequest request(const std::string& name, const std::string& prompt = kPrompt,
                      const std::string& script = kScript) {
    return {.id = name, .prompt = prompt, .script = script, .seed = 1, .output = folder_ / name};
  }

  // As the worker does it: audio ∥ image, then video ∥ clip.
  Slot make(SlotWork& work, const Progress& progress = {}) {
    const auto start = [&](Stage s) {
      return std::async(std::launch::async,
                        [this, s, &work, &progress] { return engine_->run(s, work, progress); });
    };
    Slot slot;
    auto audio = start(Stage::audio), image = start(Stage::image);
    slot.audio = audio.get();
    slot.image = image.get();
    auto video = start(Stage::video), clip = start(Stage::clip);
    slot.video = video.get();
    slot.clip = clip.get();
    return slot;
  }
  void expect_healthy_slot(const std::string& name) {
    SlotWork work(request(name));
    const Slot slot = make(work);
    ASSERT_TRUE(slot.audio && slot.image && slot.video && slot.clip)
        << (slot.clip ? "" : slot.clip.error().message);
    EXPECT_TRUE(slot.clip->score->passed);
    EXPECT_EQ(files(name), 7U);
  }
  std::size_t files(const std::string& name) const {
    return fs::exists(folder_ / name)
               ? static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_ / name), {}))
               : 0;
  }

  FailingDevice device_;
  std::unique_ptr<SlotEngine> engine_;
  fs::path folder_;
};

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
      EXPECT_GT((*report)->launches, 20U);
      EXPECT_EQ((*report)->launches, engine_->expected_launches((*report)->stage)) << name((*report)->stage);
    }
  }
}

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
  auto opened = SlotEngine::open(device_, *find_profile("tiny"), kModels, {.pace = {}, .oom_retries = 0});
  ASSERT_TRUE(opened);
  device_.fail_allocation("image", 3);
  SlotWork work(request("slot"));
  EXPECT_FALSE((*opened)->run(Stage::image, work));
  EXPECT_EQ((*opened)->oom_recovered(), 0U);
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
  device_.fail_synchronize("video", DeviceFault::launch_failed);
  ASSERT_FALSE(engine_->run(Stage::video, work));
  const auto ended = clip.get();
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, "CANCELLED");
  EXPECT_NE(ended.error().message.find("video ended with CUDA_ERROR"), std::string::npos)
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

// Model folders that are wrong in one way each.
class ModelFolder : public Engine {
 protected:
  void SetUp() override {
    fs::copy(kModels, models());
    manifest_ = *read_manifest(models());
  }
  fs::path models() const { return folder_ / "models"; }
  ModelEntry& entry(const std::string& name) {
    return *std::find_if(manifest_.models.begin(), manifest_.models.end(),
                         [&](auto& e) { return e.name == name; });
  }
  void write_manifest() const { std::ofstream(models() / kManifestFile) << to_json(manifest_); }
  // Puts other bytes in a file's place and gives them the right sum.
  void replace(const std::string& name, const std::string& bytes) {
    std::ofstream(models() / entry(name).file, std::ios::binary) << bytes;
    entry(name).bytes = bytes.size();
    entry(name).sha256 = sha256(bytes);
    write_manifest();
  }
  StageError error(const std::string& profile = "tiny") {
    auto opened = SlotEngine::open(device_, *find_profile(profile), models());
    if (!opened)
      EXPECT_EQ(opened.error().message.find(folder_.string()), std::string::npos) << opened.error().message;
    return opened ? StageError{} : opened.error();
  }

  Manifest manifest_;
};

TEST_F(ModelFolder, OpensWhenAllIsRight) {
  EXPECT_EQ(error().code, "");
}

TEST_F(ModelFolder, OneFlippedByteIsCorruptedWithBothSums) {
  std::string bytes = content(models() / "video.pt");
  bytes[4096] = static_cast<char>(bytes[4096] ^ 0x10);
  std::ofstream(models() / "video.pt", std::ios::binary) << bytes;
  EXPECT_EQ(error().code, "MODEL_CORRUPTED");
  EXPECT_EQ(error().expected, entry("video").sha256);
  EXPECT_EQ(error().found, sha256(bytes));
}

TEST_F(ModelFolder, AMissingFileIsNotFound) {
  fs::remove(models() / "clip.pt");
  EXPECT_EQ(error().code, "MODEL_NOT_FOUND");
  fs::remove(models() / kManifestFile);
  EXPECT_EQ(error().code, "MODEL_NOT_FOUND");
}

TEST_F(ModelFolder, AnotherVersionOrProfileIsAMismatch) {
  EXPECT_EQ(error("small").code, "MODEL_VERSION_MISMATCH");
  entry("image").version = "0";
  write_manifest();
  EXPECT_EQ(error().code, "MODEL_VERSION_MISMATCH");
}

TEST_F(ModelFolder, WhatIsNoTorchScriptFailsToLoadThoughItsSumIsRight) {
  replace("audio", "<html>404 Not Found</html>");
  EXPECT_EQ(error().code, "MODEL_LOAD_FAILED");
  replace("audio", "");
  EXPECT_EQ(error().code, "MODEL_LOAD_FAILED");
}

TEST_F(ModelFolder, AWrongChecksumOfTheWeightsIsCorrupted) {
  entry("clip").weights_checksum ^= 1;
  write_manifest();
  EXPECT_EQ(error().code, "MODEL_CORRUPTED");
  EXPECT_NE(error().message.find("weights of model clip"), std::string::npos);
}

TEST_F(ModelFolder, AnotherModelsNetworkFailsBeforeAnySlot) {
  replace("audio", content(kModels / "image.pt"));
  entry("audio").weights_checksum = entry("image").weights_checksum;
  write_manifest();
  EXPECT_EQ(error().code, "MODEL_LOAD_FAILED");
}

TEST_F(ModelFolder, NaNWeightsFailBeforeAnySlot) {
  torch::jit::Module image = torch::jit::load((models() / "image.pt").string());
  const auto sum_of = [](float v) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &v, sizeof bits);
    return std::uint64_t{bits};
  };
  float* first = image.attr("paint").toTensor().data_ptr<float>();  // the low half of a 64-bit word
  entry("image").weights_checksum += sum_of(NAN) - sum_of(first[0]);
  first[0] = NAN;
  std::ostringstream saved;
  image.save(saved);
  replace("image", saved.str());
  EXPECT_EQ(error().code, "MODEL_LOAD_FAILED");
  EXPECT_NE(error().message.find("colour value"), std::string::npos) << error().message;
}

TEST_F(ModelFolder, TooLittleMemoryToLoadSaysSoAndLeavesNothing) {
  const std::uint64_t before = device_.memory().used;
  device_.fail_allocation("", 1, 1'000'000);
  EXPECT_EQ(error().code, "CUDA_OUT_OF_MEMORY");
  EXPECT_EQ(device_.memory().used, before);
  device_.heal();
  EXPECT_EQ(error().code, "");
}

}  // namespace
}  // namespace slots
