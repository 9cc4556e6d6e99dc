// The harness's side of a rule block: makes it, arms rules in it, waits for what they do, and reads the
// evidence.
//
// One block a scenario: a file that the processes under test map (ORDEAL_RULES names it), or memory of this
// process for the simulator. Everything in it is bounded: 64 rules at a time, 256 processes, the last 1,024
// firings. Every call is thread-safe. Waiting is by futex in the block and works across PID namespaces; times
// are wall time.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "faults/rule/rule.hpp"
#include "faults/rule/seams.hpp"

namespace ordeal::rule {

struct Block;       // block.hpp: the format
class BlockMemory;  // a mapping of it

struct RuleError {
  std::string message;  // what, where, and what to do
};
[[noreturn]] void throw_exception_from_error(const RuleError&,
                                             const boost::source_location&);  // runtime_error
template <class T>
using Result = boost::system::result<T, RuleError>;

// One strike of a rule, written before its action was carried out.
struct Firing {
  std::uint64_t sequence = 0;        // from 1, over the whole block
  std::uint64_t rule = 0;            // Guard::id()
  std::uint64_t hit = 0;             // which hit of the rule, from 1
  int row = -1;                      // index into rows(); -1: the process found no row
  int pid = 0, tid = 0;              // as the process itself sees them
  std::chrono::nanoseconds time{0};  // CLOCK_MONOTONIC; the simulator's clock in a simulation
  std::uint32_t operation = 0, action = 0;
  std::int32_t error = 0;
  std::int64_t step = -1;  // -1: none
  std::uint64_t amount = 0;
  std::string role, stage, slot, object, call;

  std::string to_text() const;  // "#1 worker 1 (pid 12): launch mm of the image stage, hit 3: gate"
};

// A process that mapped the block.
struct Process {
  std::string role;
  int pid = 0;                      // in its own PID namespace
  std::uint64_t pid_namespace = 0;  // inode of /proc/<pid>/ns/pid
  std::uint64_t start_time = 0;     // clock ticks after boot, field 22 of /proc/<pid>/stat
};

// A thread that a rule makes wait now: at a gate that is not open yet, in a hang, in a delay.
struct HeldThread {
  int pid = 0, tid = 0;  // as the process itself sees them; it may have been killed there
  std::uint32_t action = 0;
  std::chrono::nanoseconds until{0};  // of a delay, by the block's own time
};

// How often a site was reached while the block counted.
struct CountedSite {
  std::string role;
  std::uint32_t operation = 0;
  std::string call, stage, object;
  std::uint64_t hits = 0;
};

// An armed rule. Its end opens its gate and takes the rule away; what hangs stays hanging until its process
// ends.
class [[nodiscard]] Guard {
 public:
  Guard() = default;
  Guard(Guard&&) noexcept;
  Guard& operator=(Guard&&) noexcept;
  ~Guard();

  std::uint64_t id() const { return id_; }
  std::uint64_t hits() const;   // how often the site was reached since arming
  std::uint64_t fired() const;  // how often the rule struck: matched, and was due
  std::uint64_t done() const;   // how often its action was carried out
  // When it first was, by the clock of Firing::time.
  std::optional<std::chrono::nanoseconds> first_done() const;
  // Callers at the gate, in a delay or hanging; one that was killed there stays counted.
  std::uint64_t held() const;

  // Opens the gate for good: those held go on, later callers pass.
  void open();

  // Waits until someone is held. False when the time ran out.
  [[nodiscard]] bool wait_held(std::chrono::nanoseconds timeout) const;
  // Waits until the rule has fired `times` times.
  [[nodiscard]] bool wait_fired(std::uint64_t times, std::chrono::nanoseconds timeout) const;
  // Waits until its action was carried out `times` times.
  [[nodiscard]] bool wait_done(std::uint64_t times, std::chrono::nanoseconds timeout) const;
  // Waits until the rule's site was reached `times` times.
  [[nodiscard]] bool wait_hits(std::uint64_t times, std::chrono::nanoseconds timeout) const;

 private:
  friend class RuleBlock;
  Guard(std::shared_ptr<BlockMemory>, std::uint64_t id);
  std::shared_ptr<BlockMemory> memory_;  // null: moved from
  std::uint64_t id_ = 0;
};

class RuleBlock {
 public:
  // Makes the file (0600; it must not exist). It stays until someone deletes it. `seams`: those that ask it.
  static Result<RuleBlock> create(const std::string& path, std::uint32_t seams = kWhoeverAsks);
  // Maps a block that is there already. Errors: no such file, not a block, other version, cut short.
  static Result<RuleBlock> open(const std::string& path);
  // In this process's memory, for the simulator. (Children made by fork share it.)
  static Result<RuleBlock> in_memory(std::uint32_t seams = kWhoeverAsks);

  // Arms the rule. Errors: 64 rules are armed already; a text too long; a trigger or an action that cannot
  // be; an action that none of the block's seams can carry out.
  Result<Guard> add(const Rule&);

  std::vector<Firing> firings() const;  // the last 1,024, oldest first
  std::uint64_t firings_lost() const;   // older ones that were overwritten
  std::vector<Process> rows() const;    // in the order in which they came
  std::uint64_t rows_refused() const;   // processes that found no row: their firings name no process

  // From now on every hit of every site is counted, whether or not a rule is there; or no longer.
  void count_sites(bool on);
  std::vector<CountedSite> sites() const;  // by role, operation, call, stage, object
  std::uint64_t sites_refused() const;     // hits of sites that found no place among 4,096

  bool wait_rows(std::size_t count, std::chrono::nanoseconds timeout) const;

  // The scenario's own time is this, and delays last by it. Never called: they last by the wall's.
  void set_time(std::chrono::nanoseconds now);
  // 64 at the most; in delays only by the block's own time.
  std::vector<HeldThread> held() const;

  // A number that changes with each firing, act, arrival and process; returns when it is not `seen` (any
  // more), or for no reason.
  std::uint32_t changes() const;
  void wait_for_change(std::uint32_t seen) const;
  void wake_waiters() const;  // of all of the above

  // What engine.hpp's strike() works on: the simulator consults the very same rules in process.
  Block& block() const;

 private:
  explicit RuleBlock(std::shared_ptr<BlockMemory> memory) : memory_(std::move(memory)) {}
  std::shared_ptr<BlockMemory> memory_;
};

}  // namespace ordeal::rule
