#include "pipeline/models/model_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "pipeline/protocol/sha256.hpp"

namespace slots {
namespace {

namespace fs = std::filesystem;

class ModelFile : public testing::Test {
 protected:
  ModelFile() {
    std::string name = testing::TempDir() + "model-file-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    write(kContent);
  }
  ~ModelFile() override { fs::remove_all(folder_); }

  void write(const std::string& content) const { std::ofstream(file(), std::ios::binary) << content; }
  fs::path file() const { return folder_ / "audio.pt"; }
  ModelError check() const {
    const auto good = check_model_file(file(), entry_);
    return good ? ModelError{"good", {}, {}, {}} : good.error();
  }

  const std::string kContent = std::string(100'000, 'm') + "the end";
  const ModelEntry entry_{
      .name = "audio", .file = "audio.pt", .bytes = kContent.size(), .sha256 = sha256(kContent)};
  fs::path folder_;
};

TEST_F(ModelFile, AgreesWithItsManifest) {
  EXPECT_EQ(check().code, "good");
}

TEST_F(ModelFile, OneFlippedBitIsCorruptedWithBothSums) {
  std::string changed = kContent;
  changed[50'000] ^= 4;
  write(changed);
  EXPECT_EQ(check().code, "MODEL_CORRUPTED");
  EXPECT_EQ(check().expected, sha256(kContent));
  EXPECT_EQ(check().found, sha256(changed));
  EXPECT_NE(check().message.find(check().found), std::string::npos);
}

TEST_F(ModelFile, TruncatedOrEmptyIsCorruptedAndSaysBothSizes) {
  write(kContent.substr(0, 4096));
  EXPECT_EQ(check().code, "MODEL_CORRUPTED");
  EXPECT_NE(check().message.find("100007 bytes expected, 4096 found"), std::string::npos) << check().message;
  write("");
  EXPECT_EQ(check().code, "MODEL_CORRUPTED");
}

TEST_F(ModelFile, SaysWhatIsInItsPlace) {
  const auto said = [&](const std::string& what) {
    EXPECT_EQ(check().code, "MODEL_NOT_FOUND");
    EXPECT_NE(check().message.find(what), std::string::npos) << check().message;
    EXPECT_EQ(check().message.find(folder_.string()), std::string::npos)
        << "a path of the host may reach a client";
  };
  fs::remove(file());
  said("no such file");
  fs::create_symlink(folder_ / "nowhere", file());
  said("leads nowhere");
  fs::remove(file());
  fs::create_directory(file());
  said("a folder");
}

TEST_F(ModelFile, WithoutPermissionIsNotFound) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  fs::permissions(file(), fs::perms::none);
  EXPECT_EQ(check().code, "MODEL_NOT_FOUND");
}

TEST_F(ModelFile, EveryBadFileOfAFolderIsNamed) {
  Manifest m;
  m.models = {entry_, {.name = "video", .file = "video.pt"}, {.name = "clip", .file = "clip.pt"}};
  const auto bad = check_model_folder(folder_, m);
  ASSERT_EQ(bad.size(), 2U);
  EXPECT_NE(bad[0].message.find("video.pt"), std::string::npos);
  EXPECT_NE(bad[1].message.find("clip.pt"), std::string::npos);
}

// The examples of FIPS 180-2, appendix B.
TEST(Sha256, GivesThePublishedSums) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  Sha256 million;
  for (int i = 0; i < 1000; ++i) million.add(std::string(1000, 'a').data(), 1000);
  EXPECT_EQ(million.hex(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace
}  // namespace slots
