// The layout of a card's file. Whoever changes it changes the last byte of kMagic: a file of another layout
// is refused.
#pragma once

#include <pthread.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>

#include "faults/rule/identity.hpp"
#include "faults/simgpu/card.hpp"

namespace ordeal::simgpu {

inline constexpr std::uint64_t kMagic = 0x33445241434d4953;  // "SIMCARD3" as bytes
inline constexpr std::size_t kRows = 64, kListeners = 16;
inline constexpr std::uint32_t kIdleCelsius = 40;

// Somebody's place in the file; free while `pid` is 0.
struct Owned {
  std::atomic<std::uint64_t> pid;
  std::atomic<std::uint64_t> pid_namespace, start_time;
  rule::Identity who() const {
    return {static_cast<int>(pid.load()), pid_namespace.load(), start_time.load()};
  }
};

struct Row : Owned {
  std::atomic<std::uint64_t> used, peak;
  std::atomic<std::int64_t> computing;  // stages that run
};

struct Listener : Owned {
  std::atomic<std::uint64_t> heard;  // number of the last event that it has handled
};

// The lock is robust: the kernel hands it on when its holder is killed. What it guards is one number a row,
// or an event that counts once `told` says so: there is nothing half-done to repair.
struct CardMemory {
  std::atomic<std::uint64_t> magic;  // written last
  std::uint64_t capacity;
  std::atomic<std::uint32_t> lost;
  pthread_mutex_t lock;
  std::array<Row, kRows> rows;

  std::atomic<std::uint32_t> temperature_c, recovery;
  std::atomic<std::uint64_t> corrected, uncorrected, corrected_ever, uncorrected_ever, resets;
  std::atomic<std::uint64_t> told;  // events so far
  struct Event {
    std::atomic<std::uint32_t> type;
    std::atomic<std::uint64_t> data;
  };
  std::array<Event, Card::kEvents> events;     // number n in place n % kEvents
  mutable std::atomic<std::uint32_t> hearing;  // futex: changes when somebody has heard or left
  std::array<Listener, kListeners> listeners;

  std::atomic<std::uint64_t> peak;                       // of all rows together
  std::atomic<std::uint32_t> waiting;                    // processes that wait for memory
  std::atomic<std::uint32_t> released;                   // counts up when some is free, and somebody waits
  std::array<std::atomic<std::uint64_t>, kRows> pinned;  // by row
  std::atomic<std::uint64_t> pinned_limit;               // complement: 0 is no limit
  std::atomic<std::uint64_t> pins_refused;
  std::atomic<std::uint64_t> largest_block, blocks_refused;  // 0: it is whole
  std::atomic<std::uint32_t> fragmented_by_caches;
  std::atomic<std::uint32_t> leaking_stage;        // slots::Stage
  std::atomic<std::uint64_t> leak, leaks;          // 0: none leaks
  std::atomic<std::uint64_t> slow_factor, slowed;  // 0: as fast as ever
};

class Locked {
 public:
  explicit Locked(pthread_mutex_t& mutex) : mutex_(mutex) {
    if (pthread_mutex_lock(&mutex_) == EOWNERDEAD) pthread_mutex_consistent(&mutex_);
  }
  ~Locked() { pthread_mutex_unlock(&mutex_); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  pthread_mutex_t& mutex_;
};

}  // namespace ordeal::simgpu
