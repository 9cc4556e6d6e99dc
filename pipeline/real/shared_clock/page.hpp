// The page of a clock that several processes share: a file that the clock's keeper and all who keep its time
// map.
//
//   header  written by the keeper alone; everybody else maps it read-only: a wild write is a crash, not a lie
//   rows    one a thread that keeps the time, each on a memory page of its own that only its process writes
//
// Beside it lie FIFOs: PAGE.bell (to the keeper) and PAGE.wake<row> (to a thread that sleeps in epoll).
// Whoever reads a row believes nothing: it may have been damaged by the process that owns it.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace slots::shared_clock {

using Nanoseconds = std::int64_t;  // nominal, since the page was made
inline constexpr Nanoseconds kNoTimer = INT64_MAX;
inline constexpr int kRows = 128;
inline constexpr std::int32_t kNoChildYet = -2;  // a tid: the row is its parent's, who is making the child
inline constexpr std::uint64_t kMagic = 0x31'4b43'4f4c'4353;  // format 1

// What a row's thread says of itself.
enum class State : std::uint64_t {
  free,      // nobody's
  claimed,   // being filled in
  starting,  // kept for a process or a thread that is being started
  works,
  waits,  // until Row::next, or until somebody wakes it
};

struct alignas(4096) Header {
  std::atomic<std::uint64_t> magic;
  std::atomic<Nanoseconds> now;
  std::atomic<std::uint32_t> excused[kRows];  // not 0: time goes on without this row
};

struct alignas(4096) Row {
  std::atomic<std::uint64_t> word;             // version * 8 + State
  std::atomic<Nanoseconds> next;               // the earliest timer; written before State::waits
  std::atomic<std::int32_t> pid, tid;          // tid 0: the process's first; -1: not begun yet; kNoChildYet
  std::atomic<std::uint32_t> alarm;            // futex of a thread that sleeps on it; changes wake it
  std::atomic<std::uint32_t> has_fifo;         // it sleeps in epoll: wake it by its FIFO
  std::atomic<std::uint64_t> asked, answered;  // work given to others: threads, servers, children
};

struct Page {
  Header header;
  Row rows[kRows];
};

inline State state_of(std::uint64_t word) {
  return static_cast<State>(word & 7);
}
inline std::uint64_t next_word(std::uint64_t word, State state) {
  return ((word >> 3) + 1) << 3 | static_cast<std::uint64_t>(state);
}

inline std::string bell_of(const std::string& page) {
  return page + ".bell";
}
inline std::string wake_of(const std::string& page, int row) {
  return page + ".wake" + std::to_string(row);
}

}  // namespace slots::shared_clock
