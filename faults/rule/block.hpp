// The format of a rule block: plain memory that processes of the same build share. Nothing in it is a
// pointer.
//
// Who may write what: the harness arms rules; processes under test claim rows, count hits and append firings.
// A reader that meets a half-written entry reads it again (sequence locks), so a process that is killed at
// any instruction leaves the block usable: at worst its own last firing is missing.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "faults/rule/rule.h"

namespace ordeal::rule {

constexpr std::uint64_t kMagic = 0x324c55524c445230;  // "0RDLRUL2" as bytes
constexpr std::uint32_t kVersion = 4;
constexpr std::size_t kRules = 64, kRows = 256, kFirings = 1024, kRoles = 16, kCounts = 4096, kHeld = 64;
constexpr std::int64_t kWallTime = -1;  // Block::now_ns where nobody keeps another

template <std::size_t N>
using Text = std::array<char, N>;  // ends with 0

// A value that one side writes while others read: the reader sees a whole value or none. `tag` names what is
// in it.
template <class T>
class Published {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) % 8 == 0);

 public:
  // One writer at a time. Tag 0 is kept for "being written".
  void store(const T& value, std::uint64_t tag) {
    tag_.store(0, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    std::array<std::uint64_t, kWords> raw;
    std::memcpy(raw.data(), &value, sizeof value);
    for (std::size_t i = 0; i < kWords; ++i) words_[i].store(raw[i], std::memory_order_relaxed);
    tag_.store(tag, std::memory_order_release);
  }
  // Whether `value` was filled with what was stored under `tag`.
  bool load(T& value, std::uint64_t tag) const {
    if (tag_.load(std::memory_order_acquire) != tag) return false;
    std::array<std::uint64_t, kWords> raw;
    for (std::size_t i = 0; i < kWords; ++i) raw[i] = words_[i].load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    if (tag_.load(std::memory_order_relaxed) != tag) return false;
    std::memcpy(&value, raw.data(), sizeof value);
    return true;
  }
  std::uint64_t tag() const { return tag_.load(std::memory_order_acquire); }

 private:
  static constexpr std::size_t kWords = sizeof(T) / 8;
  std::atomic<std::uint64_t> tag_;
  std::array<std::atomic<std::uint64_t>, kWords> words_;
};

// A Rule, flattened. What most hits need comes first; texts are read only where `texts` says that there are
// any.
struct Pattern {
  std::uint32_t operation, trigger;
  std::uint32_t texts;  // bits of kStage, kSlot, kObject, kCall
  std::uint32_t action;
  std::int64_t step, device;
  std::uint64_t least, most;
  std::uint64_t n, seed, limit, after, until;
  double chance;
  std::int32_t error;
  std::uint32_t unused;
  std::uint64_t amount;
  std::int64_t delay_ns;
};
enum PatternTexts : std::uint32_t { kStage = 1, kSlot = 2, kObject = 4, kCall = 8 };
struct PatternText {
  Text<32> role;
  Text<16> stage;
  Text<48> slot;
  Text<96> object;
  Text<32> call;
};

// A rule's id is serial * kRules + index. Serials count up from 1, so an id never comes back; counters carry
// the serial's low half, so that a late caller cannot count for the next rule in the same entry.
struct RuleEntry {
  std::atomic<std::uint64_t> armed;  // the id; 0: free; 1: being filled
  // Counters: low half of the serial << 32 | count. `due` is raised before a firing is written, `fired`
  // after, `done` when the seam has carried the action out. Hits are the sum of those of `roles`.
  std::atomic<std::uint64_t> due, fired, done, held;
  std::atomic<std::int64_t> first_done_ns;  // the instant of the first act, in the world's time; 0: none yet
  // Hits by role: the role's hash << 32 | low half of the serial, and its counter.
  struct RoleCount {
    std::atomic<std::uint64_t> who, hits;
  };
  std::array<RoleCount, kRoles> roles;
  std::atomic<std::uint32_t> opened;  // futex: low half of the serial whose gate was opened
  std::uint32_t unused;
  Published<Pattern> pattern;    // tag: the id
  Published<PatternText> texts;  // tag: the id
};

struct RowData {
  Text<32> role;
  std::int64_t pid;
  std::uint64_t pid_namespace, start_time;
};

struct FiringData {
  std::uint64_t rule, hit;
  std::int64_t time_ns, step;
  std::uint64_t amount;
  std::int32_t row, pid, tid, error;
  std::uint32_t operation, action;
  Text<32> role;
  Text<16> stage;
  Text<48> slot;
  Text<96> object;
  Text<32> call;
};

// How often a site was reached, also where no rule is: what a sweep reads. `who` is the hash of the site's
// texts, written last.
struct SiteCount {
  std::atomic<std::uint64_t> who;  // 0: free
  std::atomic<std::uint64_t> hits;
  Text<32> role, call;
  Text<16> stage;
  Text<96> object;
  std::uint32_t operation, written;  // written: 1 once the texts are there
};

// A thread that a rule makes wait now. One that was killed there leaves its entry: who reads it asks whether
// the process lives.
struct Place {
  std::atomic<std::uint64_t> who;  // pid << 32 | tid, written last; 0: free; 1: being filled
  std::atomic<std::uint64_t> rule;
  std::atomic<std::int64_t> until_ns;  // of a delay, by Block::now_ns
  std::atomic<std::uint32_t> action;
  std::uint32_t unused;
};

struct Block {
  std::atomic<std::uint64_t> magic;        // written last
  std::uint32_t version, size;             // of this struct
  std::atomic<std::uint32_t> generation;   // +1 for each rule armed or taken away
  std::atomic<std::uint32_t> changes;      // futex: +1 for each firing, arrival and row
  std::atomic<std::uint32_t> waiters;      // harness threads waiting for changes
  std::atomic<std::uint32_t> hit_waiters;  // those that wait for hits: then each is announced
  std::atomic<std::uint32_t> counting;     // 1: every hit is counted in `sites`
  std::atomic<std::uint32_t> ticks;        // futex: +1 whenever now_ns moves while somebody sleeps by it
  std::atomic<std::uint32_t> sleepers;     // threads in a delay by now_ns; one killed there stays counted
  std::uint32_t unused;
  std::atomic<std::int64_t> now_ns;     // the scenario's own time, by which delays last; or kWallTime
  std::atomic<std::uint64_t> serial;    // of the last rule armed
  std::atomic<std::uint64_t> sequence;  // of the last firing
  std::atomic<std::uint32_t> rows_taken, rows_refused;
  std::array<RuleEntry, kRules> rules;
  std::array<Published<RowData>, kRows> rows;           // tag: 1 and up, +1 for each new role
  std::array<Published<FiringData>, kFirings> firings;  // tag: the sequence
  std::array<Place, kHeld> held;                        // those that found no place are held all the same
  std::atomic<std::uint64_t> sites_refused;             // hits of sites that found no place
  std::array<SiteCount, kCounts> sites;                 // open addressing by `who`
};
static_assert(std::is_standard_layout_v<Block> && std::atomic<std::uint64_t>::is_always_lock_free);

// Copies what fits, cut at N - 1 bytes.
template <std::size_t N>
void set_text(Text<N>& to, const char* from, std::size_t length) {
  to = {};
  if (length) std::memcpy(to.data(), from, length < N - 1 ? length : N - 1);
}

// Tells harness threads that something changed.
void announce(Block&);

}  // namespace ordeal::rule
