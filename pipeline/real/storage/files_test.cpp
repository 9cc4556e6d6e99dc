#include "pipeline/real/storage/files.hpp"

#include <gmock/gmock.h>

#include "pipeline/real/storage/sync_seam.hpp"
#include "pipeline/real/test_world.hpp"

namespace slots {
namespace {

using ::testing::ElementsAre;
using testing::Folder;
using ::testing::HasSubstr;
using testing::in_world;
using ::testing::Not;
using ::testing::SizeIs;

TEST(RealFiles, KnowsTheSha256OfTheStandardsExamples) {
  const Folder folder;
  in_world([&](Env& env) -> Task<void> {
    // FIPS 180-2, appendix B
    EXPECT_TRUE(co_await env.files.write(folder / "abc", "abc"));
    EXPECT_EQ((co_await env.files.sha256(folder / "abc")).value(),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_TRUE(co_await env.files.write(folder / "million", std::string(1'000'000, 'a')));
    EXPECT_EQ((co_await env.files.sha256(folder / "million")).value(),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  });
}

TEST(RealFiles, KeepsTheOldContentsWhenTheDiskIsFull) {
  const Folder folder;
  in_world([&](Env& env) -> Task<void> {
    EXPECT_TRUE(co_await env.files.write(folder / "slot.json", "old"));
    const testing::FileSizeLimit full(1 << 20);
    const auto written = co_await env.files.write(folder / "slot.json", std::string(2 << 20, 'x'));
    EXPECT_EQ(written.error().code, "STORAGE_FULL");
    EXPECT_THAT(written.error().message, HasSubstr("cannot write slot.json"));
    EXPECT_EQ((co_await env.files.read(folder / "slot.json", 100)).value(), "old");
  });
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1) << "no part is left";
}

TEST(RealFiles, MakesFoldersDurablyEachInTheOneAbove) {
  const Folder folder;
  in_world([&](Env& env) -> Task<void> {
    const testing::SyncSeam seam;
    EXPECT_TRUE(co_await env.files.make_folder(folder / "results/slot-1"));
    EXPECT_THAT(seam.synced(), ElementsAre(folder.path(), folder / "results"));
    EXPECT_TRUE(co_await env.files.make_folder(folder / "results/slot-1"));
    EXPECT_THAT(seam.synced(), SizeIs(2)) << "it was there";
  });
}

TEST(RealFiles, NamesTheFileButNeverItsFolder) {
  const Folder folder;
  in_world([&](Env& env) -> Task<void> {
    const auto absent = co_await env.files.read(folder / "sub/absent.wav", 10);
    EXPECT_EQ(absent.error().code, "NOT_FOUND");
    EXPECT_EQ(absent.error().message, "cannot open absent.wav: No such file or directory");
    EXPECT_EQ(absent.error().details.at("errno"), "ENOENT");
    const auto below_file = co_await env.files.write("/dev/null/x", "");
    EXPECT_EQ(below_file.error().code, "STORAGE_ERROR");
    EXPECT_THAT(below_file.error().message, Not(HasSubstr("/dev")));
  });
}

TEST(RealFiles, ReadsOtherKindsOfFilesAsErrors) {
  const Folder folder;
  in_world([&](Env& env) -> Task<void> {
    EXPECT_EQ((co_await env.files.read(folder.path(), 10)).error().details.at("errno"), "EISDIR");
    EXPECT_EQ((co_await env.files.sha256(folder.path())).error().code, "STORAGE_ERROR");
    const auto endless = co_await env.files.read("/dev/zero", 1000);
    EXPECT_EQ(endless.error().code, "PAYLOAD_TOO_LARGE");
  });
}

}  // namespace
}  // namespace slots
