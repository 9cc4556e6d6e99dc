#include "harness/process/captured_output.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <iostream>
#include <system_error>

namespace ordeal::process {
namespace {

constexpr off_t kKept = off_t{64} << 10;
constexpr off_t kTooMuch = off_t{4} << 20;

off_t size_of(int file) {
  struct stat facts{};
  return fstat(file, &facts) == 0 ? facts.st_size : 0;
}

}  // namespace

CapturedOutput::CapturedOutput() : file_(memfd_create("ordeal-output", MFD_CLOEXEC)) {
  // Appending, so that who wrote before goes on at the new end when the file is emptied.
  if (!file_ || fcntl(file_.get(), F_SETFL, O_APPEND) != 0)
    throw std::system_error(errno, std::generic_category(), "memory for what a process prints");
}

void CapturedOutput::redirect() const {
  dup2(file_.get(), STDOUT_FILENO);
  dup2(file_.get(), STDERR_FILENO);
  // By lines, as at a terminal: a crash keeps what was printed. (Without a buffer glibc changes nothing.)
  static std::array<char, BUFSIZ> buffer;
  std::setvbuf(stdout, buffer.data(), _IOLBF, buffer.size());
}

std::string CapturedOutput::take() {
  std::cout.flush();
  std::fflush(nullptr);
  const off_t size = size_of(file_.get());
  if (size == 0) return {};
  const off_t kept = std::min(size, kKept);
  std::string text(static_cast<std::size_t>(kept), '\0');
  const ssize_t got = pread(file_.get(), text.data(), text.size(), size - kept);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  (void)!ftruncate(file_.get(), 0);  // memory is never refused to be given back
  return text;
}

void CapturedOutput::forget_the_beginning() const {
  const off_t size = size_of(file_.get());
  if (size > kTooMuch) fallocate(file_.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, size - kKept);
}

}  // namespace ordeal::process
