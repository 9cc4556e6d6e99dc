// The models themselves: what the image model paints and the video model moves, the CLIP towers read back;
// nothing else passes the gate.
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <random>

#include "pipeline/stages/network.hpp"

namespace slots {
namespace {

constexpr const char* kThings[] = {"fox",     "harbour", "lighthouse", "orchard", "violin",   "teapot",
                                   "glacier", "bridge",  "whale",      "market",  "windmill", "library",
                                   "comet",   "garden",  "engine",     "desert",  "owl",      "castle",
                                   "ferry",   "piano",   "forest",     "kitchen", "canyon",   "tram"};
constexpr const char* kKinds[] = {"red",   "old",    "stormy", "quiet",  "golden", "broken",
                                  "tiny",  "frozen", "busy",   "hidden", "wooden", "bright",
                                  "foggy", "green",  "lonely", "painted"};
constexpr const char* kPlaces[] = {"at night",   "in the rain", "under a bridge",
                                   "by the sea", "in spring",   "at noon"};

using Keyframes = std::array<Picture, kKeyframes.size()>;

class PictureGate : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    at::set_num_threads(1);
    const auto load = [](const char* name) {
      return torch::jit::load(ORDEAL_BINARY_DIR "/models/tiny/" + std::string(name) + ".pt");
    };
    image = std::make_unique<ImageNetwork>(load("image"), at::kCPU);
    video = std::make_unique<VideoNetwork>(load("video"), at::kCPU);
    clip = std::make_unique<ClipNetwork>(load("clip"), at::kCPU);
  }
  static void TearDownTestSuite() {
    image.reset();
    video.reset();
    clip.reset();
  }

  static std::vector<std::string> prompts(std::size_t count) {
    std::mt19937 random(11);
    const auto one_of = [&](const auto& words) { return std::string(words[random() % std::size(words)]); };
    std::vector<std::string> all;
    while (all.size() < count) {
      std::string text = "a " + one_of(kKinds) + " " + one_of(kThings) + " with a " + one_of(kKinds) + " " +
                         one_of(kThings) + " " + one_of(kPlaces);
      if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(text);
    }
    return all;
  }

  static Keyframes paint(const std::string& prompt, int late = 0) {
    const c10::InferenceMode inference;
    ImageNetwork::Painting painting = image->begin(prompt, 1);
    for (int i = 0; i < kDenoisingSteps; ++i) image->step(painting);
    const at::Tensor waves = video->begin(image->picture(painting));
    Keyframes keyframes;
    const float loudness = 0.5F;
    for (std::size_t i = 0; i < keyframes.size(); ++i)
      keyframes[i] = video->frames(waves, {kKeyframes[i] + late, 1}, &loudness);
    return keyframes;
  }

  static ClipScore score(const std::string& prompt, const Keyframes& keyframes) {
    const c10::InferenceMode inference;
    const ClipNetwork::Text text = clip->read(prompt);
    std::array<KeyframeLikeness, kKeyframes.size()> likeness;
    for (std::size_t i = 0; i < keyframes.size(); ++i)
      likeness[i] = clip->compare(text, keyframes[i], kKeyframes[i]);
    return judge(likeness);
  }

  static inline std::unique_ptr<ImageNetwork> image;
  static inline std::unique_ptr<VideoNetwork> video;
  static inline std::unique_ptr<ClipNetwork> clip;
};

TEST_F(PictureGate, TheRightPromptPassesByATenthAndExchangedOnesFail) {
  const std::vector<std::string> all = prompts(100);
  std::vector<Keyframes> painted;
  for (const std::string& prompt : all) painted.push_back(paint(prompt));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const ClipScore right = score(all[i], painted[i]);
    EXPECT_GE(right.b, kClipB + 0.1) << all[i];
    EXPECT_GE(right.l, kClipL + 0.1) << all[i];
    EXPECT_FALSE(right.outlier) << all[i];
    for (const std::size_t other : {1, 2, 3, 5, 8, 13, 21, 34}) {
      const std::string& wrong = all[(i + other) % all.size()];
      EXPECT_FALSE(score(wrong, painted[i]).passed) << wrong << " passes for " << all[i];
    }
  }
}

TEST_F(PictureGate, OneOtherWordFails) {
  const Keyframes keyframes = paint("a red fox under the old oak");
  EXPECT_TRUE(score("a red fox under the old oak", keyframes).passed);
  EXPECT_FALSE(score("a red fox under the old elm", keyframes).passed);
  EXPECT_FALSE(score("a red cat under the old oak", keyframes).passed);
}

// Every way in which keyframes go wrong, for 20 prompts. `spoil` changes the good ones.
template <class Spoil>
void expect_fails(const std::vector<std::string>& prompts, auto paint, auto score, const char* how,
                  Spoil spoil) {
  for (const std::string& prompt : prompts) {
    Keyframes keyframes = paint(prompt);
    ASSERT_TRUE(score(prompt, keyframes).passed) << prompt;
    spoil(keyframes);
    EXPECT_FALSE(score(prompt, keyframes).passed) << how << ": " << prompt;
  }
}

TEST_F(PictureGate, WhatIsNotThePictureFails) {
  const auto some = prompts(20);
  const auto fails = [&](const char* how, auto spoil) {
    expect_fails(some, [](const auto& p) { return paint(p); }, score, how, spoil);
  };
  fails("black", [](Keyframes& k) { k.fill(Picture(k[0].size(), 0.0F)); });
  fails("one black", [](Keyframes& k) { k[2].assign(k[2].size(), 0.0F); });
  fails("all NaN", [](Keyframes& k) { k.fill(Picture(k[0].size(), NAN)); });
  fails("one NaN value", [](Keyframes& k) { k[3][17] = NAN; });
  fails("noise", [](Keyframes& k) {
    std::mt19937 random(3);
    for (Picture& p : k)
      for (float& v : p) v = static_cast<float>(random() % 256) / 255;
  });
  fails("frozen", [](Keyframes& k) { k.fill(Picture(k[0])); });
  fails("one stuck", [](Keyframes& k) { k[2] = k[1]; });
  fails("two exchanged", [](Keyframes& k) { std::swap(k[3], k[4]); });
  fails("half black", [](Keyframes& k) {
    for (Picture& p : k) std::fill(p.begin(), p.begin() + static_cast<std::ptrdiff_t>(p.size() / 2), 0.0F);
  });
  fails("upside down", [](Keyframes& k) {
    constexpr std::ptrdiff_t kRow = 3 * 16;
    for (Picture& p : k)
      for (std::ptrdiff_t y = 0; y < 8; ++y)
        std::swap_ranges(p.begin() + y * kRow, p.begin() + (y + 1) * kRow, p.end() - (y + 1) * kRow);
  });
}

TEST_F(PictureGate, RoundingToBytesPasses) {
  for (const std::string& prompt : prompts(20)) {
    Keyframes keyframes = paint(prompt);
    for (Picture& p : keyframes)
      for (float& v : p) v = std::round(v * 255) / 255;
    EXPECT_TRUE(score(prompt, keyframes).passed) << prompt;
  }
}

}  // namespace
}  // namespace slots
