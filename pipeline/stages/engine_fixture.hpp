// An engine with the tiny models on the failing device, for tests. (Includes LibTorch.)
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <string>

#include "pipeline/stages/failing_device.hpp"
#include "pipeline/stages/slot_engine.hpp"

namespace slots {

namespace fs = std::filesystem;

inline const fs::path kModels = ORDEAL_BINARY_DIR "/models/tiny";
inline constexpr const char* kPrompt = "a red fox under the old oak";
inline constexpr const char* kScript = "good evening this is the news from the harbour";

inline std::string content(const fs::path& file) {
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

}  // namespace slots
