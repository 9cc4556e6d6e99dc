// Waiting on a word in shared memory. Not FUTEX_PRIVATE: the kernel finds the word by the file behind it, so
// waiter and waker may be in different processes and PID namespaces.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdint>
#include <ctime>

namespace ordeal::rule {

// Returns when woken, when the word is not `seen`, after `timeout` (null: never), or for no reason.
inline void futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t seen, const timespec* timeout) {
  syscall(SYS_futex, reinterpret_cast<const std::uint32_t*>(&word), FUTEX_WAIT, seen, timeout, nullptr, 0);
}

inline void futex_wake_all(std::atomic<std::uint32_t>& word) {
  syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

}  // namespace ordeal::rule
