// --isolate scenario: each attempt is a process in an enclosure of its own, which the kernel ends with it.
#include <unistd.h>

#include "harness/messages/ndjson.hpp"
#include "harness/run/executor.hpp"

namespace ordeal::run {
namespace {

class Enclosed {
 public:
  Enclosed(const ExecutorOptions& options, const ExecutorClient& client)
      : options_(options),
        client_(client),
        coordinator_({.way = options.way, .at_once = options.at_once, .on_tick = [this] { tick(); }}) {}

  bool run() {
    fill();
    return coordinator_.run();
  }

 private:
  // An attempt whose job runs, with its deadline.
  struct Running {
    std::unique_ptr<Attempt> attempt;
    Deadline deadline;
  };

  void tick() {
    if (!client_.tick() && !coordinator_.stopped()) coordinator_.stop();
  }

  void fill() {
    while (!coordinator_.stopped() && running_ < options_.at_once) {
      auto attempt = client_.next();
      if (!attempt) return;
      ++running_;
      start(std::make_shared<Running>(Running{std::move(attempt), Deadline(options_)}));
    }
  }

  void start(const std::shared_ptr<Running>& running) {
    const Attempt& attempt = *running->attempt;
    running->deadline.begin();
    process::Job job;
    job.name = attempt.test_case.place();
    job.until = running->deadline.until();
    job.visible = {std::filesystem::absolute(options_.evidence)};
    job.work = [this, &attempt](process::JobContext& context) {
      options_.perform(attempt, context, emit_to(context));
      return 0;
    };
    job.on_frame = [running](process::Frame frame) {
      auto message = messages::from_ndjson(frame.payload);
      if (!message) return;
      running->deadline.on(*message);
      running->attempt->record->on(*message);
    };
    job.on_end = [this, running](process::Outcome outcome) {
      --running_;
      if (outcome.ending == process::Ending::deadline) outcome.problem = running->deadline.text();
      client_.ended(std::move(running->attempt), outcome);
      fill();
    };
    coordinator_.add(std::move(job));
  }

  const ExecutorOptions& options_;
  const ExecutorClient& client_;
  process::Coordinator coordinator_;
  int running_ = 0;
};

}  // namespace

Emit emit_to(process::JobContext& job) {
  return [&job](const messages::Envelope& message) {
    if (!job.send(kMessageFrame, messages::to_ndjson(message))) ::_exit(70);
  };
}

bool execute_enclosed(const ExecutorOptions& options, const ExecutorClient& client) {
  return Enclosed(options, client).run();
}

}  // namespace ordeal::run
