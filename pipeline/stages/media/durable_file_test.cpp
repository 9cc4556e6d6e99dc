// A result is on the disk, its name too, before anybody says that it is made. fsync() of this program is
// seen.
#include <gmock/gmock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "pipeline/stages/media/output_file.hpp"

namespace {

std::vector<std::string> synced;
bool disk_fails = false;

}  // namespace

// An executable's own definition comes before the C library's.
extern "C" int fsync(int file) {
  synced.push_back(
      std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file)).filename().string());
  if (!disk_fails) return static_cast<int>(::syscall(SYS_fsync, file));
  errno = EIO;
  return -1;
}

namespace slots {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class DurableFile : public testing::Test {
 protected:
  DurableFile() {
    std::string pattern = (fs::temp_directory_path() / "durable-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    synced.clear();
    disk_fails = false;
  }
  ~DurableFile() override {
    disk_fails = false;
    fs::remove_all(folder_);
  }
  std::string folder_;
};

TEST_F(DurableFile, IsSyncedBeforeItHasItsNameAndItsFolderBehind) {
  OutputFile file(folder_ + "/voice.wav");
  file.append("sound");
  EXPECT_THAT(synced, ElementsAre());
  file.commit();
  EXPECT_THAT(synced, ElementsAre("voice.wav.part", fs::path(folder_).filename().string()));
}

TEST_F(DurableFile, IsNotThereWhenTheDiskDidNotTakeIt) {
  OutputFile file(folder_ + "/voice.wav");
  file.append("sound");
  disk_fails = true;
  try {
    file.commit();
    FAIL();
  } catch (const StorageFailed& failed) {
    EXPECT_EQ(failed.why, EIO);
    EXPECT_EQ(failed.doing, "write voice.wav");
  }
  EXPECT_FALSE(fs::exists(folder_ + "/voice.wav"));
}

}  // namespace
}  // namespace slots
