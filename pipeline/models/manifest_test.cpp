#include "pipeline/models/manifest.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace slots {
namespace {

Manifest example() {
  Manifest m{
      .profile = "tiny", .version = std::string(kModelVersion), .seed = 3, .models = {}, .costs = Costs{}};
  for (const Stage stage : kStages) {
    const auto n = static_cast<std::uint64_t>(stage);
    m.costs->stages[stage] = {.launches = 1 + 10 * n,
                              .allocations = 2 + 10 * n,
                              .allocated_bytes = 3 + 10 * n,
                              .peak_bytes = 4 + 10 * n,
                              .model_bytes = 5 + 10 * n};
  }
  for (const char* name : kModelNames)
    m.models.push_back({.name = name,
                        .version = std::string(kModelVersion),
                        .format = std::string(kModelFormat),
                        .file = std::string(name) + ".pt",
                        .bytes = 12'345'678'901,
                        .sha256 = std::string(64, 'a'),
                        .weights_checksum = 0xfedcba9876543210});
  return m;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Manifest, ComesBackAsItWasWritten) {
  const auto m = parse_manifest(to_json(example()));
  ASSERT_TRUE(m) << m.error().message;
  EXPECT_EQ(m->profile, "tiny");
  EXPECT_EQ(m->seed, 3U);
  ASSERT_EQ(m->models.size(), 4U);
  EXPECT_EQ(m->find("video")->bytes, 12'345'678'901U);
  EXPECT_EQ(m->find("clip")->weights_checksum, 0xfedcba9876543210U);
  EXPECT_EQ(m->find("opera"), nullptr);
  EXPECT_EQ(
      m->costs->stages[Stage::video],
      (StageCosts{
          .launches = 21, .allocations = 22, .allocated_bytes = 23, .peak_bytes = 24, .model_bytes = 25}));
  EXPECT_EQ(m->costs->models_bytes(), 80U);
  EXPECT_EQ(to_json(*m), to_json(example()));
  EXPECT_TRUE(check_compatible(*m, "tiny"));
}

TEST(Manifest, NeedsNoCosts) {
  Manifest without = example();
  without.costs.reset();
  const auto m = parse_manifest(to_json(without));
  ASSERT_TRUE(m) << m.error().message;
  EXPECT_FALSE(m->costs);
}

TEST(Manifest, CutOffAnywhereIsCorruptedAndNeverAccepted) {
  const std::string whole = to_json(example());
  for (std::size_t n = 0; n + 2 < whole.size(); ++n) {
    const auto m = parse_manifest(whole.substr(0, n));
    ASSERT_FALSE(m) << n;
    ASSERT_EQ(m.error().code, "MODEL_CORRUPTED") << n;
  }
}

TEST(Manifest, EachBadFieldIsNamed) {
  const std::string good = to_json(example());
  const struct {
    std::string from, to, said;
  } cases[] = {
      {"\"profile\": \"tiny\", ", "", "no \"profile\""},
      {"\"seed\": 3", "\"seed\": -3", "\"seed\" is not a whole number"},
      {"\"seed\": 3", "\"seed\": \"3\"", "\"seed\" is not a whole number"},
      {"\"models\": [", "\"models\": 5, \"x\": [", "\"models\" is not a list"},
      {"audio.pt", "../audio.pt", "not a plain file name"},
      {"audio.pt", "/etc/passwd", "not a plain file name"},
      {"audio.pt", "..", "not a plain file name"},
      {"audio.pt", "", "not a plain file name"},
      {"audio.pt", "manifest.json", "not a plain file name"},
      {"12345678901", "0", "\"bytes\" is not a size"},
      {"12345678901", "18446744073709551615", "\"bytes\" is not a size"},
      {", \"model_bytes\": 25", "", "the costs of the video stage has no \"model_bytes\""},
      {"\"video\": {\"launches\": 21", "\"opera\": {\"launches\": 21", "the costs has no \"video\""},
      {"\"launches\": 21", "\"launches\": -1", "the costs of the video stage: \"launches\" is not"},
      {"aaaa", "AAAA", "\"sha256\" is not 64"},
      {"fedcba9876543210", "fedcba", "\"weights_checksum\" is not 16"},
      {"\"name\": \"image\"", "\"name\": \"audio\"", "two models are named \"audio\""},
      {"{\"name\": \"audio\"", "7, {\"name\": \"audio\"", "model 1 is not an object"},
  };
  for (const auto& c : cases) {
    const auto m = parse_manifest(replaced(good, c.from, c.to));
    ASSERT_FALSE(m) << c.said;
    EXPECT_EQ(m.error().code, "MODEL_CORRUPTED");
    EXPECT_NE(m.error().message.find(c.said), std::string::npos) << m.error().message;
  }
}

TEST(Manifest, AWebPageInItsPlaceIsCorrupted) {
  const auto m = parse_manifest("<html><body>404 Not Found</body></html>");
  ASSERT_FALSE(m);
  EXPECT_EQ(m.error().code, "MODEL_CORRUPTED");
}

TEST(Manifest, AnotherFormatOfTheManifestIsAMismatchWithBoth) {
  const auto m = parse_manifest(replaced(to_json(example()), "\"format\": 1", "\"format\": 2"));
  ASSERT_FALSE(m);
  EXPECT_EQ(m.error().code, "MODEL_VERSION_MISMATCH");
  EXPECT_EQ(m.error().expected, "1");
  EXPECT_EQ(m.error().found, "2");
}

TEST(Manifest, ModelsThatDoNotFitThisProgramAreAMismatchWithBoth) {
  const auto mismatch = [](const std::function<void(Manifest&)>& change, const std::string& expected,
                           const std::string& found) {
    Manifest m = example();
    change(m);
    const auto fits = check_compatible(m, "tiny");
    ASSERT_FALSE(fits);
    EXPECT_EQ(fits.error().code, "MODEL_VERSION_MISMATCH");
    EXPECT_EQ(fits.error().expected, expected);
    EXPECT_EQ(fits.error().found, found);
  };
  mismatch([](Manifest& m) { m.profile = "small"; }, "tiny", "small");
  mismatch([](Manifest& m) { m.version = "9"; }, std::string(kModelVersion), "9");
  mismatch([](Manifest& m) { m.models[2].version = "9"; }, std::string(kModelVersion), "9");
  mismatch([](Manifest& m) { m.models[1].format = "onnx"; }, std::string(kModelFormat), "onnx");
}

TEST(Manifest, AMissingModelIsNotFound) {
  Manifest m = example();
  m.models.erase(m.models.begin() + 1);
  const auto fits = check_compatible(m, "tiny");
  ASSERT_FALSE(fits);
  EXPECT_EQ(fits.error().code, "MODEL_NOT_FOUND");
  EXPECT_NE(fits.error().message.find("\"image\""), std::string::npos);
}

TEST(Manifest, AFolderWithoutOneIsNotFound) {
  const auto m = read_manifest(testing::TempDir() + "no-such-folder");
  ASSERT_FALSE(m);
  EXPECT_EQ(m.error().code, "MODEL_NOT_FOUND");
  EXPECT_EQ(m.error().message.find(testing::TempDir()), std::string::npos)
      << "a path of the host may reach a client";
}

}  // namespace
}  // namespace slots
