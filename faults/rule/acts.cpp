#include "faults/rule/acts.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
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
  arrive(block, strike.rule);
  if (now == kWallTime) {
    sleep_by_wall(strike.delay_ns);
    return leave(block, strike.rule);
  }
  const std::int64_t until = now + strike.delay_ns;
  const Held here(block, strike.rule, ORDEAL_DELAY, hit.pid, hit.tid, until);
  block.sleepers.fetch_add(1);
  for (;;) {
    const std::uint32_t seen = block.ticks.load();
    if (block.now_ns.load() >= until) break;
    futex_wait(block.ticks, seen, nullptr);
  }
  block.sleepers.fetch_sub(1);
  leave(block, strike.rule);
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

void sleep_out_of_reach(Block& block, std::uint64_t rule, const Hit& hit) {
  const Held here(block, rule, ORDEAL_STUCK, hit.pid, hit.tid);
  arrive(block, rule);
  char path[512];
  const char* rules = getenv("ORDEAL_RULES");
  const int length = rules ? std::snprintf(path, sizeof path, "%s" ORDEAL_STUCK_SUFFIX "/file", rules) : -1;
  struct stat unused{};
  if (length > 0 && length < static_cast<int>(sizeof path)) stat(path, &unused);
  leave(block, rule);
  done(block, rule, monotonic_ns());
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

bool ignore_signal(int signal) {
  struct sigaction ignored{};
  ignored.sa_handler = SIG_IGN;
  return sigaction(signal, &ignored, nullptr) == 0;
}

bool litter(int pid) {
  const char* folder = getenv("TMPDIR");
  char path[512];
  const auto make = [&](const char* format, const char* in) {
    const int length = std::snprintf(path, sizeof path, format, in, pid);
    if (length < 0 || length >= static_cast<int>(sizeof path)) return false;
    const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return false;
    const bool written = write(file, path, static_cast<std::size_t>(length)) == length;
    return close(file) == 0 && written;
  };
  return folder && make("%s/left-%d", folder) && make("%s/left-%d.lock", folder) &&
         make("%s/torch_%d_1_0", "/dev/shm");
}

}  // namespace ordeal::rule
