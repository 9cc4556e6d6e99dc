#include "harness/lint/rewrite.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace ordeal::lint {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// A file that is gone at the end, unless it got its name.
class Draft {
 public:
  explicit Draft(const std::filesystem::path& file)
      : path_(file.parent_path() / ("." + file.filename().string() + ".XXXXXX")) {
    descriptor_ = mkostemp(path_.data(), O_CLOEXEC);
    if (descriptor_ < 0) fail("a file beside " + file.string() + " cannot be made");
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    close(descriptor_);
    if (!named_) unlink(path_.c_str());
  }

  void write(std::string_view content) {
    while (!content.empty()) {
      const ssize_t written = ::write(descriptor_, content.data(), content.size());
      if (written < 0 && errno != EINTR) fail(path_ + " cannot be written");
      if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void replace(const std::filesystem::path& file, mode_t mode) {
    if (fchmod(descriptor_, mode) != 0) fail("the permissions of " + file.string() + " cannot be kept");
    if (rename(path_.c_str(), file.c_str()) != 0) fail(file.string() + " cannot be replaced");
    named_ = true;
  }

 private:
  std::string path_;
  int descriptor_ = -1;
  bool named_ = false;
};

}  // namespace

void rewrite(const std::filesystem::path& named, std::string_view content) {
  const std::filesystem::path file = std::filesystem::canonical(named);
  struct stat status{};
  if (stat(file.c_str(), &status) != 0) fail(file.string() + " cannot be read");
  Draft draft(file);
  draft.write(content);
  draft.replace(file, status.st_mode & 07777);
}

}  // namespace ordeal::lint
