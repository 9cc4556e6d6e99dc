#include "pipeline/stages/media/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace slots {
namespace {

constexpr std::size_t kBlock = 256 * 1024;

// Writes all of it at `place`; false with errno.
bool write_all(int fd, std::string_view data, std::uint64_t place) {
  while (!data.empty()) {
    const ssize_t n = ::pwrite(fd, data.data(), data.size(), static_cast<off_t>(place));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    data.remove_prefix(static_cast<std::size_t>(n));
    place += static_cast<std::uint64_t>(n);
  }
  return true;
}

// The name that a file was renamed to is durable once its folder is. False with errno.
bool sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const int synced = ::fsync(fd);
  const int why = errno;
  ::close(fd);
  errno = why;
  return synced == 0 || why == EINVAL;  // a file system that keeps no folders to write
}

}  // namespace

OutputFile::OutputFile(std::filesystem::path final_name) : name_(std::move(final_name)), temporary_(name_) {
  temporary_ += ".part";
  std::error_code why;
  std::filesystem::create_directories(name_.parent_path(), why);
  if (why) {
    errno = why.value();
    fail("create the folder of");
  }
  fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd_ < 0) fail("create");
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : name_(std::move(other.name_)),
      temporary_(std::move(other.temporary_)),
      fd_(other.fd_),
      pending_(std::move(other.pending_)),
      size_(other.size_) {
  other.fd_ = -1;
}

OutputFile::~OutputFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(temporary_.c_str());
}

void OutputFile::fail(const char* doing) const {
  throw StorageFailed{errno, std::string(doing) + ' ' + name_.filename().string()};
}

void OutputFile::append(std::string_view data) {
  pending_ += data;
  size_ += data.size();
  if (pending_.size() >= kBlock) flush();
}

void OutputFile::flush() {
  if (!write_all(fd_, pending_, size_ - pending_.size())) fail("write");
  pending_.clear();
}

void OutputFile::overwrite(std::uint64_t place, std::string_view data) {
  flush();
  if (!write_all(fd_, data, place)) fail("write");
}

void OutputFile::commit() {
  flush();
  if (::fsync(fd_) != 0) fail("write");
  const int closed = ::close(fd_);  // some file systems report a full disk only here
  fd_ = -1;
  if (closed != 0 || ::rename(temporary_.c_str(), name_.c_str()) != 0) {
    const int why = errno;
    ::unlink(temporary_.c_str());
    errno = why;
    fail(closed == 0 ? "rename" : "write");
  }
  if (!sync_folder(name_.parent_path())) fail("write the folder of");
}

}  // namespace slots
