// --isolate none: one attempt after the other in this process. The fastest; what crashes or hangs ends the
// run.
#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "harness/run/executor.hpp"
#include "harness/run/lifeline.hpp"
#include "harness/run/run.hpp"

namespace ordeal::run {
namespace {

std::atomic<int> interrupts{0};

void on_interrupt(int) {
  if (++interrupts > 1) _exit(exit_code::kInterrupted);
}

// SIGINT and SIGTERM while it lives. One that was ignored when the program started stays so.
class Interruptible {
 public:
  Interruptible() {
    interrupts = 0;
    struct sigaction action{};
    action.sa_handler = on_interrupt;
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < std::size(kSignals); ++i) {
      sigaction(kSignals[i], &action, &before_[i]);
      if (before_[i].sa_handler == SIG_IGN) sigaction(kSignals[i], &before_[i], nullptr);
    }
  }
  ~Interruptible() {
    for (std::size_t i = 0; i < std::size(kSignals); ++i) sigaction(kSignals[i], &before_[i], nullptr);
  }
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

 private:
  static constexpr int kSignals[] = {SIGINT, SIGTERM};
  struct sigaction before_[2];
};

class Here {
 public:
  Here(const ExecutorOptions& options, const ExecutorClient& client)
      : options_(options), client_(client), next_tick_(Clock::now()) {}

  bool run() {
    const Interruptible interruptible;
    while (interrupts == 0 && tick()) {
      auto attempt = client_.next();
      if (!attempt) return false;
      if (!perform(std::move(attempt))) return false;
    }
    return true;
  }

 private:
  using Clock = std::chrono::steady_clock;

  bool tick() {
    constexpr std::chrono::milliseconds kApart{200};
    const auto now = Clock::now();
    if (now < next_tick_) return true;
    next_tick_ = now + kApart;
    return client_.tick();
  }

  // False: the attempt was torn out of this process, and nothing more may run in it.
  bool perform(std::unique_ptr<Attempt> attempt) {
    ScenarioRecord& record = *attempt->record;
    const Emit emit = [&](const messages::Envelope& message) {
      const bool step_starts = std::holds_alternative<messages::TestStepStarted>(message);
      if (step_starts && options_.step_limit.count() > 0) lifeline_.limit_part(options_.step_limit);
      record.on(message);
    };
    const auto torn = lifeline_.run(options_.scenario_limit, [&] { options_.perform(*attempt, job_, emit); });
    process::Outcome outcome{.ending = process::Ending::exited};
    if (torn) {
      outcome = {.ending = process::Ending::lost,
                 .problem = "it " + *torn +
                            "; with --isolate none that ends the run, with --isolate scenario only "
                            "this scenario"};
    }
    client_.ended(std::move(attempt), outcome);
    return !torn;
  }

  const ExecutorOptions& options_;
  const ExecutorClient& client_;
  Clock::time_point next_tick_;
  Lifeline lifeline_;
  process::JobContext job_{
      {.name = "the harness", .way = options_.way, .scratch = std::filesystem::temp_directory_path()},
      process::Descriptor()};
};

}  // namespace

bool execute_here(const ExecutorOptions& options, const ExecutorClient& client) {
  return Here(options, client).run();
}

}  // namespace ordeal::run
