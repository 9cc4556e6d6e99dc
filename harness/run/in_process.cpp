// --isolate none: one attempt after the other in the run's own process. The fastest; what crashes or hangs
// ends the run.
#include "harness/run/executor.hpp"
#include "harness/run/stop_requests.hpp"

namespace ordeal::run {
namespace {

class Here {
 public:
  Here(const ExecutorOptions& options, const ExecutorClient& client)
      : options_(options), client_(client), next_tick_(Clock::now()) {}

  bool run() {
    while (!stop_requested() && tick()) {
      auto attempt = client_.next();
      if (!attempt) return false;
      perform(std::move(attempt));
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

  void perform(std::unique_ptr<Attempt> attempt) {
    ScenarioRecord& record = *attempt->record;
    options_.perform(*attempt, job_, [&](const messages::Envelope& message) { record.on(message); });
    client_.ended(std::move(attempt),
                  {.ending = process::Ending::exited, .last_output = options_.take_output()});
  }

  const ExecutorOptions& options_;
  const ExecutorClient& client_;
  Clock::time_point next_tick_;
  process::JobContext job_{
      {.name = "the harness", .way = options_.way, .scratch = std::filesystem::temp_directory_path()},
      process::Descriptor()};
};

}  // namespace

bool execute_here(const ExecutorOptions& options, const ExecutorClient& client) {
  return Here(options, client).run();
}

}  // namespace ordeal::run
