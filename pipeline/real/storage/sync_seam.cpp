#include "pipeline/real/storage/sync_seam.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <mutex>

namespace slots::testing {
namespace {

std::mutex guard;
SyncSeam* seam = nullptr;

}  // namespace

int sync_file(int file, long call) {
  const std::scoped_lock lock(guard);
  if (seam) {
    std::error_code gone;
    const auto path = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file), gone);
    seam->synced_.push_back(path.string());
    if (seam->fails_ && seam->fails_(path.string())) {
      errno = EIO;
      return -1;
    }
  }
  return static_cast<int>(::syscall(call, file));
}

SyncSeam::SyncSeam(std::function<bool(const std::string&)> fails) : fails_(std::move(fails)) {
  const std::scoped_lock lock(guard);
  seam = this;
}

SyncSeam::~SyncSeam() {
  const std::scoped_lock lock(guard);
  seam = nullptr;
}

std::vector<std::string> SyncSeam::synced() const {
  const std::scoped_lock lock(guard);
  return synced_;
}

}  // namespace slots::testing

// An executable's own definition comes before the C library's, for shared libraries too.
extern "C" int fsync(int file) {
  return slots::testing::sync_file(file, SYS_fsync);
}

extern "C" int fdatasync(int file) {
  return slots::testing::sync_file(file, SYS_fdatasync);
}
