#include "harness/process/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace ordeal::process {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    close();
    number_ = other.release();
  }
  return *this;
}

void Descriptor::close() {
  if (number_ >= 0) ::close(release());
}

namespace {

// A program that was started with its standard input closed gets 0, 1 or 2 from pipe2; a child that arranges
// its own standard streams would overwrite them.
Result<Descriptor> above_standard_three(Descriptor descriptor) {
  if (descriptor.get() > STDERR_FILENO) return descriptor;
  const int moved = fcntl(descriptor.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (moved < 0) return error_from_errno("cannot duplicate a descriptor");
  return Descriptor(moved);
}

}  // namespace

Result<Pipe> make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) return error_from_errno("cannot make a pipe");
  Descriptor first(ends[0]), second(ends[1]);
  auto read = above_standard_three(std::move(first));
  if (!read) return read.error();
  auto write = above_standard_three(std::move(second));
  if (!write) return write.error();
  return Pipe{std::move(*read), std::move(*write)};
}

void set_nonblocking(int descriptor) {
  fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

void close_all_except(std::initializer_list<int> kept) {
  std::vector<int> stay(kept);
  std::sort(stay.begin(), stay.end());
  unsigned from = STDERR_FILENO + 1;
  for (int number : stay) {
    if (number < static_cast<int>(from)) continue;
    if (static_cast<unsigned>(number) > from) close_range(from, number - 1, 0);
    from = number + 1;
  }
  close_range(from, ~0u, 0);
}

}  // namespace ordeal::process
