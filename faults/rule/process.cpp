// rule.h for one process: its mapping, its row, the ranges of its threads, and what a strike does to it.
#include <dlfcn.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "faults/rule/acts.hpp"
#include "faults/rule/engine.hpp"
#include "faults/rule/futex.hpp"
#include "faults/rule/identity.hpp"
#include "faults/rule/mapping.hpp"

namespace ordeal::rule {
namespace {

enum RowState : int { kUnclaimed = 0, kClaiming = 1, kClaimed = 2 };

// Lies on a page that the kernel clears in every child, however it was made, so that a child is noticed
// without a system call.
struct Claim {
  std::atomic<int> state;  // RowState
  std::atomic<int> row;    // -1: the table was full
  std::atomic<int> pid;
};

struct Process {
  std::atomic<Block*> block{nullptr};
  Claim* claim = nullptr;
  Published<Text<32>> role{};             // tag: version
  std::atomic<std::uint64_t> version{0};  // of role
  View view;                              // of that role
  Text<32> named{};                       // by ordeal_rule_claim(); empty: never
  Text<16> name_at_load{};
  char problem[512] = {};
};
constinit Process process;
constinit pthread_mutex_t naming = PTHREAD_MUTEX_INITIALIZER;  // claims with a name are rare

struct Range {
  const char* category;
  const char* name;
};
struct Ranges {
  int depth;  // may exceed what is kept
  Range kept[16];
};
thread_local Ranges ranges;

void report(const char* what) {
  std::snprintf(process.problem, sizeof process.problem, "%s", what);
  char line[600];
  const int length = std::snprintf(line, sizeof line, "ordeal: %s\n", what);
  syscall(SYS_write, 2, line, length);
}

Text<32> current_role() {
  Text<32> role{};
  for (;;) {
    const std::uint64_t version = process.version.load(std::memory_order_acquire);
    if (version == 0 || process.role.load(role, version)) return role;
  }
}

std::string_view text(const Text<32>& role) {
  return {role.data(), strnlen(role.data(), role.size())};
}

// A role that changes meanwhile is looked at again.
void look_again(Block& block) {
  for (;;) {
    const std::uint64_t version = process.version.load(std::memory_order_acquire);
    process.view.look(block, text(current_role()));
    if (process.version.load(std::memory_order_seq_cst) == version) return;
    process.view.forget();
  }
}

Text<32> find_role() {
  Text<32> role = process.named;
  if (role[0]) return role;
  const Text<16> name = own_name();
  const char* given = getenv("ORDEAL_ROLE");
  const char* found = name != process.name_at_load || !given || !*given ? name.data() : given;
  set_text(role, found, std::strlen(found));
  return role;
}

// The row of this very process, if it has one (another library may have claimed it), or a free one.
int take_row(Block& block, const Identity& own) {
  const std::uint32_t taken = std::min<std::uint32_t>(block.rows_taken.load(), kRows);
  for (std::uint32_t i = 0; i < taken; ++i) {
    RowData row;
    const std::uint64_t tag = block.rows[i].tag();
    if (tag && block.rows[i].load(row, tag) && row.pid == own.pid && row.pid_namespace == own.pid_namespace &&
        row.start_time == own.start_time)
      return static_cast<int>(i);
  }
  std::uint32_t next = block.rows_taken.load();
  while (next < kRows)
    if (block.rows_taken.compare_exchange_weak(next, next + 1)) return static_cast<int>(next);
  block.rows_refused.fetch_add(1);
  report("the rule block's 256 process rows are taken: this process's firings will not name it");
  return -1;
}

void write_row(Block& block) {
  const Identity own = own_identity();
  const Text<32> role = find_role();
  const std::uint64_t version = process.version.load() + 1;
  process.role.store(role, version);
  process.version.store(version, std::memory_order_seq_cst);
  const int row = take_row(block, own);
  if (row >= 0) {
    const RowData data{role, own.pid, own.pid_namespace, own.start_time};
    auto& place = block.rows[static_cast<std::size_t>(row)];
    place.store(data, place.tag() + 1);
  }
  process.claim->row.store(row);
  process.claim->pid.store(own.pid);
  process.view.forget();
  announce(block);
}

void ensure_claimed(Block& block) {
  int state = process.claim->state.load(std::memory_order_acquire);
  while (state != kClaimed) {
    int free = kUnclaimed;
    if (process.claim->state.compare_exchange_strong(free, kClaiming)) {
      write_row(block);
      process.claim->state.store(kClaimed, std::memory_order_release);
    }
    state = process.claim->state.load(std::memory_order_acquire);
  }
}

void after_fork_in_child() {
  Block* block = process.block.load();
  if (!block) return;
  pthread_mutex_init(&naming, nullptr);
  process.claim->state.store(kUnclaimed);  // where the kernel could not clear the page
  ensure_claimed(*block);
}

// As pipeline/env/trace.hpp declares it. A program that exports slot_trace_install tells where its threads
// are.
struct TraceHooks {
  void (*push)(const char* category, const char* name);
  void (*pop)();
  void (*mark)(const char* call, const char* object);
  void (*name)(const char* role);
};
constexpr TraceHooks kListener{ordeal_rule_push, ordeal_rule_pop, ordeal_rule_mark, ordeal_rule_claim};

void listen() {
  void* found = dlsym(RTLD_DEFAULT, "slot_trace_install");
  if (found) reinterpret_cast<void (*)(const TraceHooks*)>(found)(&kListener);
}

bool attach(const char* path) {
  if (!process.claim) {
    void* page = mmap(nullptr, sizeof(Claim), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
      report("no memory for the rule engine's own page: rules are off in this process");
      return false;
    }
    madvise(page, sizeof(Claim), MADV_WIPEONFORK);
    process.claim = static_cast<Claim*>(page);
    pthread_atfork(nullptr, nullptr, after_fork_in_child);
  }
  char problem[sizeof process.problem];
  Block* block = map_block(path, problem, sizeof problem);
  if (!block) {
    report(problem);
    return false;
  }
  process.problem[0] = 0;
  process.claim->state.store(kUnclaimed);
  process.block.store(block,
                      std::memory_order_release);  // an older mapping stays: another thread may be in it
  ensure_claimed(*block);
  listen();
  return true;
}

__attribute__((constructor)) void load() {
  const int saved = errno;
  process.name_at_load = own_name();
  if (const char* path = getenv("ORDEAL_RULES"); path && *path) attach(path);
  errno = saved;
}

const char* innermost(const char* category) {
  for (int i = std::min(ranges.depth, 16) - 1; i >= 0; --i)
    if (std::strcmp(ranges.kept[i].category, category) == 0) return ranges.kept[i].name;
  return nullptr;
}

std::string_view said(const char* by_caller, const char* category) {
  const char* text = by_caller ? by_caller : category ? innermost(category) : nullptr;
  return text ? std::string_view(text) : std::string_view();
}

// The caller's to do, if it can remember it.
bool leave_to_caller(const Strike& strike, ordeal_decision& decision) {
  if (decision.acts == ORDEAL_ACTS) return false;
  decision.rules[decision.acts++] = strike.rule;
  return true;
}

// Only the first of several errors, corruptions … at one hit can be carried out: the others stay undone.
void carry_out(Block& block, const Strike& strike, const Hit& hit, std::uint32_t flags,
               ordeal_decision& decision) {
  switch (strike.action) {
    case ORDEAL_DELAY:
      if (flags & ORDEAL_CALLER_DELAYS) {
        if (leave_to_caller(strike, decision))
          decision.delay_ns += static_cast<std::uint64_t>(strike.delay_ns);
      } else {
        sleep_for(block, strike, hit);
        done(block, strike.rule, monotonic_ns());
      }
      break;
    case ORDEAL_BLOCK:
      sleep_for(block, strike, hit);
      done(block, strike.rule, monotonic_ns());
      break;
    case ORDEAL_HANG:
      never_return(block, strike.rule, hit);
    case ORDEAL_GATE:
      wait_at_gate(block, strike.rule, hit);
      break;
    case ORDEAL_STUCK:
      sleep_out_of_reach(block, strike.rule, hit);
      break;
    case ORDEAL_START:
      if (start_child()) done(block, strike.rule, monotonic_ns());
      break;
    case ORDEAL_QUIT:  // at once: no destructor, no handler
      done(block, strike.rule, monotonic_ns());
      syscall(SYS_exit_group, strike.error);
      break;
    case ORDEAL_IGNORE:
      if (ignore_signal(strike.error)) done(block, strike.rule, monotonic_ns());
      break;
    case ORDEAL_LITTER:
      if (litter(hit.pid)) done(block, strike.rule, monotonic_ns());
      break;
    case ORDEAL_KILL:  // behind a SIGKILL nobody could say so; that the process is gone, its pidfd says
      done(block, strike.rule, monotonic_ns());
      syscall(SYS_kill, syscall(SYS_getpid), strike.error);
      break;
    default:
      if (decision.action == ORDEAL_PASS && leave_to_caller(strike, decision)) {
        decision.action = strike.action;
        decision.error = strike.error;
        decision.amount = strike.amount;
      }
  }
}

__attribute__((noinline)) ordeal_decision consult(Block& block, const ordeal_site& site) {
  const int saved = errno;
  const Text<32> role = current_role();
  const char* step = innermost("step");
  Hit hit{.role = text(role),
          .operation = site.operation,
          .stage = said(site.stage, "stage"),
          .slot = said(site.slot, "slot"),
          .object = said(site.object, nullptr),
          .call = said(site.call, "call"),
          .step = site.step,
          .device = site.device,
          .amount = site.amount};
  if (hit.step < 0 && step) hit.step = std::strtoll(step, nullptr, 10);
  ordeal_decision decision{};
  Strikes strikes;
  match(block, process.view, hit, strikes);
  if (!strikes.empty()) {
    hit.row = process.claim->row.load();
    hit.pid = static_cast<int>(syscall(SYS_getpid));
    hit.tid = static_cast<int>(syscall(SYS_gettid));
    hit.time_ns = monotonic_ns();
    record(block, hit, strikes);
    for (const Strike& each : strikes) carry_out(block, each, hit, site.flags, decision);
  }
  errno = saved;
  return decision;
}

bool watches(Block& block, std::uint32_t operation) {
  if (process.claim->state.load(std::memory_order_acquire) != kClaimed) ensure_claimed(block);
  if (process.view.stale(block)) look_again(block);
  return process.view.watches(operation);
}

}  // namespace
}  // namespace ordeal::rule

using namespace ordeal::rule;

extern "C" {

ordeal_decision ordeal_rule_consult(const ordeal_site* site) {
  Block* block = process.block.load(std::memory_order_acquire);
  if (!block || !watches(*block, site->operation)) return {};
  return consult(*block, *site);
}

int ordeal_rule_watches(uint32_t operation) {
  Block* block = process.block.load(std::memory_order_acquire);
  return block && watches(*block, operation);
}

void ordeal_rule_done(const ordeal_decision* decision) {
  Block* block = process.block.load(std::memory_order_acquire);
  if (!block || decision->acts == 0) return;
  const std::int64_t now = monotonic_ns();
  for (std::uint32_t i = 0; i < decision->acts && i < ORDEAL_ACTS; ++i) done(*block, decision->rules[i], now);
}

int ordeal_rule_active(void) {
  return process.block.load(std::memory_order_acquire) != nullptr;
}

int ordeal_rule_attach(const char* path) {
  return attach(path) ? 0 : -1;
}

void ordeal_rule_claim(const char* role) {
  pthread_mutex_lock(&naming);
  if (role) set_text(process.named, role, std::strlen(role));
  if (Block* block = process.block.load()) {
    ensure_claimed(*block);
    write_row(*block);
  }
  pthread_mutex_unlock(&naming);
}

void ordeal_rule_push(const char* category, const char* name) {
  if (ranges.depth < 16) ranges.kept[ranges.depth] = {category, name};
  ++ranges.depth;
}

// One too many is a caller's slip (a range that was open when the listener came): below 0 the next push would
// write in front of `kept`.
void ordeal_rule_pop(void) {
  if (ranges.depth > 0) --ranges.depth;
}

const char* ordeal_rule_innermost(const char* category) {
  return innermost(category);
}

void ordeal_rule_mark(const char* call, const char* object) {
  const ordeal_site site{
      .operation = ORDEAL_CALL, .call = call, .object = object ? object : call, .step = -1, .device = -1};
  ordeal_rule_consult(&site);
}

const char* ordeal_rule_problem(void) {
  return process.problem[0] ? process.problem : nullptr;
}
}
