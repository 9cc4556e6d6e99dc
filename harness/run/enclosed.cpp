// --isolate scenario: each attempt is a process in an enclosure of its own, which the kernel ends with it.
#include "harness/run/remote_attempt.hpp"

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
  void tick() {
    if (!client_.tick() && !coordinator_.stopped()) coordinator_.stop();
  }

  void fill() {
    while (!coordinator_.stopped() && running_ < options_.at_once) {
      auto attempt = client_.next();
      if (!attempt) return;
      start(std::move(attempt));
    }
  }

  void start(std::unique_ptr<Attempt> attempt) {
    ++running_;
    const auto remote = std::make_shared<RemoteAttempt>(options_);
    remote->begin(std::move(attempt));
    process::Job job = remote->job((**remote).test_case.place());
    job.work = [this, remote](process::JobContext& context) {
      options_.perform(**remote, context, emit_to(context));
      tell_what_failed_late(context);
      return 0;
    };
    job.on_frame = [this, remote](process::Frame frame) {
      if (frame.type == kLateFrame) return client_.late(frame.payload);
      remote->hear(frame);
    };
    job.on_end = [this, remote](process::Outcome outcome) {
      --running_;
      remote->end(client_, std::move(outcome));
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

bool execute_enclosed(const ExecutorOptions& options, const ExecutorClient& client) {
  return Enclosed(options, client).run();
}

}  // namespace ordeal::run
