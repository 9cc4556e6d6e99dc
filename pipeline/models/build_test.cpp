#include "pipeline/models/build.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <torch/script.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <random>

#include "pipeline/models/model_file.hpp"
#include "pipeline/models/weights_checksum.hpp"

namespace slots {
namespace {

namespace fs = std::filesystem;

struct Ran {
  int code = -1;
  std::string said;  // both streams
};

Ran run(const std::string& arguments) {
  Ran r;
  std::FILE* out = ::popen(("\"" ORDEAL_BINARY_DIR "/bin/slot-models\" " + arguments + " 2>&1").c_str(), "r");
  char block[4096];
  while (const std::size_t n = std::fread(block, 1, sizeof block, out)) r.said.append(block, n);
  r.code = WEXITSTATUS(::pclose(out));
  return r;
}

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class SlotModels : public testing::Test {
 protected:
  SlotModels() {
    std::string name = testing::TempDir() + "slot models XXXXXX";  // a path with spaces
    root_ = ::mkdtemp(name.data());
  }
  ~SlotModels() override { fs::remove_all(root_); }
  std::string quoted(const std::string& name) const { return "'" + (root_ / name).string() + "'"; }

  fs::path root_;
};

TEST_F(SlotModels, GiveTheSameBytesFromTheSameSeed) {
  ASSERT_EQ(run("build --profile tiny --out " + quoted("a")).code, 0);
  ASSERT_EQ(run("build --profile tiny --seed 1 --out " + quoted("b")).code, 0);
  ASSERT_EQ(run("build --profile tiny --seed 2 --out " + quoted("c")).code, 0);
  for (const char* file : {"manifest.json", "audio.pt", "image.pt", "video.pt", "clip.pt"}) {
    ASSERT_FALSE(content(root_ / "a" / file).empty()) << file;
    EXPECT_EQ(content(root_ / "a" / file), content(root_ / "b" / file)) << file;
  }
  EXPECT_NE(content(root_ / "a" / "image.pt"), content(root_ / "c" / "image.pt"));
  EXPECT_NE(content(root_ / "a" / "audio.pt"), content(root_ / "c" / "audio.pt"));
  EXPECT_EQ(std::distance(fs::directory_iterator(root_ / "a"), {}), 5) << "no temporary file is left";
}

TEST_F(SlotModels, NameEachBadFileWithBothSums) {
  ASSERT_EQ(run("build --profile tiny --out " + quoted("m")).code, 0);
  EXPECT_EQ(run("check " + quoted("m")).code, 0);
  const std::string before = content(root_ / "m" / "video.pt");
  std::string after = before;
  after[after.size() / 2] ^= 1;
  std::ofstream(root_ / "m" / "video.pt", std::ios::binary) << after;
  fs::remove(root_ / "m" / "clip.pt");
  const Ran r = run("check " + quoted("m"));
  EXPECT_EQ(r.code, 1);
  const auto manifest = read_manifest(root_ / "m");
  EXPECT_NE(r.said.find("MODEL_CORRUPTED: model video (video.pt)"), std::string::npos) << r.said;
  EXPECT_NE(r.said.find(manifest->find("video")->sha256), std::string::npos) << r.said;
  EXPECT_NE(r.said.find("MODEL_NOT_FOUND: model clip (clip.pt)"), std::string::npos) << r.said;
  EXPECT_EQ(r.said.find("audio"), std::string::npos) << r.said;
}

TEST_F(SlotModels, FillTheBytesOfTheirProfile) {
  const Profile& p = *find_profile("tiny");
  const auto m = build_models(p, root_, 1);
  ASSERT_TRUE(m) << m.error().message;
  std::uint64_t weights = 0;
  for (const ModelEntry& e : m->models) {
    const torch::jit::Module module = torch::jit::load((root_ / e.file).string());
    for (const at::Tensor& t : module.parameters()) weights += t.nbytes();
    for (const at::Tensor& t : module.buffers()) weights += t.nbytes();
  }
  const std::uint64_t all = p.audio_bytes + p.image_bytes + p.video_bytes + p.clip_b_bytes + p.clip_l_bytes;
  EXPECT_GT(weights, all * 99 / 100);
  EXPECT_LT(weights, all * 101 / 100);
}

TEST_F(SlotModels, CountWhatEachStageCostsOnADevice) {
  const Ran r = run("build --profile tiny --out " + quoted("m") +
                    " --count-on sim --device-setting card=" + quoted("card"));
  ASSERT_EQ(r.code, 0) << r.said;
  const auto manifest = read_manifest(root_ / "m");
  ASSERT_TRUE(manifest && manifest->costs);
  EXPECT_GT(manifest->costs->models_bytes(), 10'000'000U);
  for (const Stage stage : kStages) {
    const StageCosts& costs = manifest->costs->stages[stage];
    EXPECT_GT(costs.launches, 20U) << name(stage);
    EXPECT_GT(costs.allocations, 20U) << name(stage);
    EXPECT_GT(costs.allocated_bytes, costs.peak_bytes) << name(stage);
    EXPECT_GT(costs.peak_bytes, 0U) << name(stage);
    EXPECT_GT(costs.model_bytes, 300'000U) << name(stage);
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(root_ / "m"), {}), 5) << "no file of the slot is left";
  EXPECT_EQ(run("check " + quoted("m")).code, 0);
}

TEST_F(SlotModels, SayWhichDeviceCannotCount) {
  const Ran r = run("build --profile tiny --out " + quoted("m") + " --count-on abacus");
  EXPECT_EQ(r.code, 1);
  EXPECT_NE(r.said.find("device abacus: there is no such device"), std::string::npos) << r.said;
}

TEST_F(SlotModels, HaveAnExitCodeForEachMistake) {
  EXPECT_EQ(run("--help").code, 0);
  EXPECT_NE(run("--help").said.find("Examples:"), std::string::npos);
  EXPECT_EQ(run("").code, 2);
  EXPECT_EQ(run("build --out " + quoted("m")).code, 2);
  EXPECT_EQ(run("build --profile huge --out " + quoted("m")).code, 2);
  EXPECT_EQ(run("build --profile tiny --seed minus --out " + quoted("m")).code, 2);
  EXPECT_EQ(run("check").code, 2);
  EXPECT_EQ(run("check " + quoted("nothing")).code, 1);
  EXPECT_NE(run("check " + quoted("nothing")).said.find("MODEL_NOT_FOUND"), std::string::npos);
  std::ofstream(root_ / "a-file") << "x";
  const Ran r = run("build --profile tiny --out " + quoted("a-file/inside"));
  EXPECT_EQ(r.code, 1);
  EXPECT_NE(r.said.find("STORAGE_ERROR"), std::string::npos) << r.said;
}

TEST_F(SlotModels, SayThatTheDiskIsFull) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "no /dev/full";
  fs::create_directory(root_ / "m");
  fs::create_symlink("/dev/full", root_ / "m" / "audio.pt.part");
  const Ran r = run("build --profile tiny --out " + quoted("m"));
  EXPECT_EQ(r.code, 1);
  EXPECT_NE(r.said.find("STORAGE_FULL"), std::string::npos) << r.said;
}

class WeightsChecksum : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string name = testing::TempDir() + "checksum-XXXXXX";
    const fs::path folder = ::mkdtemp(name.data());
    const auto m = build_models(*find_profile("tiny"), folder, 1);
    for (const char* each : kModelNames) {
      models.push_back(torch::jit::load((folder / m->find(each)->file).string()));
      sums.push_back(m->find(each)->weights_checksum);
    }
    fs::remove_all(folder);
  }
  static void TearDownTestSuite() { models.clear(); }

  static inline std::vector<torch::jit::Module> models;
  static inline std::vector<std::uint64_t> sums;  // the manifest's
};

TEST_F(WeightsChecksum, OfALoadedModelIsTheManifests) {
  for (std::size_t i = 0; i < models.size(); ++i) EXPECT_EQ(weights_checksum(models[i]), sums[i]);
}

// 200 random bits of each model, each seen in the sum of its own tensor: the model's sum is the sum of these.
TEST_F(WeightsChecksum, FindsAnySingleFlippedBit) {
  std::mt19937_64 random(20'26);
  for (const torch::jit::Module& m : models) {
    std::vector<at::Tensor> all;
    for (const at::Tensor& t : m.parameters()) all.push_back(t);
    for (const at::Tensor& t : m.buffers()) all.push_back(t);
    for (int trial = 0; trial < 200; ++trial) {
      const at::Tensor& t = all[random() % all.size()];
      const std::uint64_t bit = random() % (t.nbytes() * 8);
      auto* byte = static_cast<unsigned char*>(t.data_ptr()) + bit / 8;
      const std::uint64_t before = checksum_of(t);
      *byte ^= 1U << bit % 8;
      const std::uint64_t changed = checksum_of(t) - before;
      EXPECT_TRUE(changed != 0 && ((changed & (changed - 1)) == 0 || (-changed & (-changed - 1)) == 0))
          << "a single bit changes the sum by a power of two, not by " << changed;
      *byte ^= 1U << bit % 8;
      EXPECT_EQ(checksum_of(t), before);
    }
  }
}

TEST(Checksum, CoversTheLastBytesOfEveryLength) {
  for (std::int64_t n = 1; n <= 40; ++n) {
    const at::Tensor t = at::arange(n, at::kByte);
    const std::uint64_t before = checksum_of(t);
    for (std::int64_t bit = 0; bit < 8 * n; ++bit) {
      t.data_ptr<std::uint8_t>()[bit / 8] ^= 1U << bit % 8;
      EXPECT_NE(checksum_of(t), before) << "bit " << bit << " of " << n << " bytes";
      t.data_ptr<std::uint8_t>()[bit / 8] ^= 1U << bit % 8;
    }
  }
}

}  // namespace
}  // namespace slots
