#include "faults/rule/acts.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

#include "faults/rule/futex.hpp"

namespace ordeal::rule {
namespace {

void sleep_by_wall(std::int64_t ns) {
  timespec left{ns / 1'000'000'000, ns % 1'000'000'000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

// In this order: whoever sees it held may kill it at once.
void note_held(Block& block, std::uint64_t rule) {
  done(block, rule, monotonic_ns());
  arrive(block, rule);
}

}  // namespace

std::int64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

void sleep_for(Block& block, const Strike& strike, const Hit& hit) {
  const std::int64_t now = block.now_ns.load();
  if (now == kWallTime) return sleep_by_wall(strike.delay_ns);
  const std::int64_t until = now + strike.delay_ns;
  const Held here(block, strike.rule, ORDEAL_DELAY, hit.pid, hit.tid, until);
  block.sleepers.fetch_add(1);
  for (;;) {
    const std::uint32_t seen = block.ticks.load();
    if (block.now_ns.load() >= until) break;
    futex_wait(block.ticks, seen, nullptr);
  }
  block.sleepers.fetch_sub(1);
}

void wait_at_gate(Block& block, std::uint64_t rule, const Hit& hit) {
  const Held here(block, rule, ORDEAL_GATE, hit.pid, hit.tid);
  note_held(block, rule);
  const RuleEntry& entry = block.rules[rule % kRules];
  for (;;) {
    const std::uint32_t seen = entry.opened.load(std::memory_order_acquire);
    if (gate_open(block, rule)) break;
    futex_wait(entry.opened, seen, nullptr);
  }
  leave(block, rule);
}

void never_return(Block& block, std::uint64_t rule, const Hit& hit) {
  const Held here(block, rule, ORDEAL_HANG, hit.pid, hit.tid);
  note_held(block, rule);
  for (;;) pause();
}

// Not by fork(): its handlers belong to the program, and this may be any thread. The child calls nothing but
// the kernel.
bool start_child() {
  const long child = syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  while (child == 0) syscall(SYS_pause);
  return child > 0;
}

}  // namespace ordeal::rule
