#include "harness/run/lifeline.hpp"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "harness/definitions/step_result.hpp"
#include "harness/text/seconds.hpp"

namespace ordeal::run {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kTimer = SIGALRM;
constexpr std::array kSignals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, kTimer};
constexpr suseconds_t kLook = 100'000;  // µs from one look at the clock to the next

// What the handlers see. A signal that arrives on another thread is not ours to catch.
struct State {
  sigjmp_buf back;
  std::atomic<bool> armed{false};
  std::atomic<Clock::rep> until{0};  // since the clock's epoch
  Clock::time_point end;             // of the whole body
  milliseconds limit{0};             // the one that `until` stands for
  pthread_t thread{};
  sigset_t mask{};
  std::array<struct sigaction, kSignals.size()> before;
};
State state;

bool time_is_up() {
  return Clock::now().time_since_epoch().count() >= state.until.load();
}

void come_back(int signal) {
  const bool ours = state.armed.load() && pthread_equal(pthread_self(), state.thread);
  if (signal == kTimer && (!ours || !time_is_up())) return;
  if (!ours) {
    ::signal(signal, SIG_DFL);
    raise(signal);
    return;
  }
  state.armed = false;
  siglongjmp(state.back, signal);
}

// A body that calls exit() would end the run in silence.
void on_exit() {
  if (!state.armed.load()) return;
  std::fputs(
      "ordeal: the user's code called exit() in the harness's own process; the reports are not whole. With "
      "--isolate scenario only that scenario fails.\n",
      stderr);
  std::_Exit(1);
}

void look_every(suseconds_t apart) {
  const itimerval timer{{0, apart}, {0, apart}};
  setitimer(ITIMER_REAL, &timer, nullptr);
}

// For a stack that overflowed.
void use_other_stack() {
  static const auto stack = std::make_unique<std::array<char, 64 << 10>>();
  const stack_t alternative{.ss_sp = stack->data(), .ss_flags = 0, .ss_size = stack->size()};
  sigaltstack(&alternative, nullptr);
}

}  // namespace

Lifeline::Lifeline() {
  use_other_stack();
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    struct sigaction action{};
    action.sa_handler = come_back;
    action.sa_flags = SA_NODEFER | (kSignals[i] == kTimer ? SA_RESTART : SA_ONSTACK);
    sigaction(kSignals[i], &action, &state.before[i]);
  }
  static const bool registered = std::atexit(on_exit) == 0;
  static_cast<void>(registered);
  state.thread = pthread_self();
  pthread_sigmask(SIG_SETMASK, nullptr, &state.mask);
  look_every(kLook);
}

Lifeline::~Lifeline() {
  look_every(0);
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &state.before[i], nullptr);
}

std::optional<std::string> Lifeline::run(milliseconds limit, const std::function<void()>& body) {
  state.end = Clock::now() + limit;
  state.limit = limit;
  state.until = state.end.time_since_epoch().count();
  const auto collectors = AssertionCollector::mark();
  const int signal = sigsetjmp(state.back, 0);
  if (signal == 0) {
    state.armed = true;
    body();
    state.armed = false;
    return std::nullopt;
  }
  // What called the handler may have blocked all signals, as the thread sanitizer does.
  pthread_sigmask(SIG_SETMASK, &state.mask, nullptr);
  AssertionCollector::abandon_since(collectors);
  if (signal == kTimer) return "did not end within " + in_seconds(state.limit);
  return "crashed with signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
}

void Lifeline::limit_part(milliseconds limit) {
  const auto until = std::min(state.end, Clock::now() + limit);
  if (until < state.end) state.limit = limit;
  state.until = until.time_since_epoch().count();
}

}  // namespace ordeal::run
