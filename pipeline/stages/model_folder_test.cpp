// What the engine says of model folders that are wrong in one way each.
#include <gtest/gtest.h>
#include <torch/script.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <sstream>

#include "pipeline/models/manifest.hpp"
#include "pipeline/protocol/sha256.hpp"
#include "pipeline/stages/engine_fixture.hpp"

namespace slots {
namespace {

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
  EXPECT_EQ(error().code, "MODEL_CORRUPTED") << "a manifest that names an empty file is wrong itself";
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
  EXPECT_NE(error().message.find("outside [-0.25, 1.25]"), std::string::npos) << error().message;
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
