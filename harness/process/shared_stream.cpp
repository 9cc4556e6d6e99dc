#include "harness/process/shared_stream.hpp"

#include <linux/futex.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstring>

namespace ordeal::process {

SharedStream::SharedStream() : half_full_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!half_full_) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void SharedStream::call_reader() const {
  const std::uint64_t one = 1;
  // Refused only when it was called 2^64 times and has not come.
  (void)!::write(half_full_.get(), &one, sizeof one);
}

void SharedStream::wait_for_room(std::uint64_t wanted) {
  for (;;) {
    const std::uint32_t seen = memory_->gives.load(std::memory_order_acquire);
    const std::uint64_t used =
        memory_->written.load(std::memory_order_relaxed) - memory_->taken.load(std::memory_order_acquire);
    if (kCapacity - used >= wanted) return;
    call_reader();
    syscall(SYS_futex, &memory_->gives, FUTEX_WAIT, seen, nullptr, nullptr, 0);
  }
}

void SharedStream::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t portion = std::min(bytes.size(), kCapacity);
    wait_for_room(portion);
    const std::uint64_t written = memory_->written.load(std::memory_order_relaxed);
    const std::size_t at = written % kCapacity, before_end = std::min(portion, kCapacity - at);
    std::memcpy(memory_->bytes.data() + at, bytes.data(), before_end);
    std::memcpy(memory_->bytes.data(), bytes.data() + before_end, portion - before_end);
    const std::uint64_t used = written - memory_->taken.load(std::memory_order_relaxed);
    memory_->written.store(written + portion, std::memory_order_release);
    if (used < kCapacity / 2 && used + portion >= kCapacity / 2) call_reader();
    bytes.remove_prefix(portion);
  }
}

std::pair<std::string_view, std::string_view> SharedStream::unread() const {
  const std::uint64_t taken = memory_->taken.load(std::memory_order_relaxed);
  const std::size_t size = memory_->written.load(std::memory_order_acquire) - taken;
  const std::size_t at = taken % kCapacity, before_end = std::min(size, kCapacity - at);
  return {{memory_->bytes.data() + at, before_end}, {memory_->bytes.data(), size - before_end}};
}

void SharedStream::give_room(std::size_t bytes) {
  std::uint64_t calls;
  if (::read(half_full_.get(), &calls, sizeof calls) < 0 && bytes == 0) return;  // nobody called
  memory_->taken.fetch_add(bytes, std::memory_order_release);
  memory_->gives.fetch_add(1, std::memory_order_release);
  syscall(SYS_futex, &memory_->gives, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

}  // namespace ordeal::process
