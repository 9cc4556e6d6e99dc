// --isolate worker: a few processes run one scenario after another. What ends a worker fails the scenario
// that it was in, and the next one gets a fresh worker.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <vector>

#include "harness/run/assignment.hpp"
#include "harness/run/remote_attempt.hpp"

namespace ordeal::run {
namespace {

constexpr std::uint8_t kDoneFrame = 2;  // the attempt is over

class Workers {
 public:
  Workers(const ExecutorOptions& options, const ExecutorClient& client)
      : options_(options),
        client_(client),
        coordinator_({.way = options.way, .at_once = options.at_once, .on_tick = [this] { tick(); }}) {}

  bool run() {
    fill();
    return coordinator_.run();
  }

 private:
  struct Worker {
    explicit Worker(const ExecutorOptions& options) : attempt(options), born(options.hooks_run()) {}
    Assignment assignment;
    RemoteAttempt attempt;  // not running: it waits
    std::uint64_t born;     // how many hooks had run before it was forked
    bool dismissed = false;
  };
  using WorkerPtr = std::shared_ptr<Worker>;

  void tick() {
    if (!client_.tick() && !coordinator_.stopped()) {
      coordinator_.stop();
      dismiss_idle();
    }
  }

  // Gives work to whoever waits, and starts workers where there are too few.
  void fill() {
    while (!coordinator_.stopped() && busy() < options_.at_once) {
      auto attempt = client_.next();
      if (!attempt) break;
      give(worker_for(*attempt), std::move(attempt));
    }
    if (busy() == 0 || coordinator_.stopped()) dismiss_idle();
  }

  int busy() const {
    return static_cast<int>(
        std::ranges::count_if(workers_, [](const auto& one) { return one->attempt.running(); }));
  }

  WorkerPtr worker_for(const Attempt& attempt) {
    for (const WorkerPtr& worker : workers_) {
      if (worker->attempt.running() || worker->dismissed) continue;
      if (worker->born >= attempt.hooks_before) return worker;
      dismiss(*worker);  // it was forked before hooks made what this scenario may ask for
      break;
    }
    return start_worker();
  }

  void give(const WorkerPtr& worker, std::unique_ptr<Attempt> attempt) {
    const Assignment::Task task{attempt->scenario->number, attempt->ids.attempt, attempt->ids.worker};
    worker->attempt.begin(std::move(attempt));
    worker->assignment.give(task);
  }

  static void dismiss(Worker& worker) {
    if (worker.dismissed) return;
    worker.dismissed = true;
    worker.assignment.dismiss();
  }
  void dismiss_idle() {
    for (const WorkerPtr& worker : workers_) {
      if (!worker->attempt.running()) dismiss(*worker);
    }
  }

  WorkerPtr start_worker() {
    const auto worker = std::make_shared<Worker>(options_);
    workers_.push_back(worker);
    process::Job job = worker->attempt.job("worker " + std::to_string(++started_));
    job.work = [this, worker](process::JobContext& context) { return work(*worker, context); };
    job.on_frame = [this, worker](process::Frame frame) { hear(worker, frame); };
    job.last_frame_of_part = kDoneFrame;
    job.on_part_end = [this, worker](auto, std::string output) { end(worker, std::move(output)); };
    job.on_end = [this, worker](process::Outcome outcome) { bury(worker, std::move(outcome)); };
    coordinator_.add(std::move(job));
    return worker;
  }

  void hear(const WorkerPtr& worker, const process::Frame& frame) {
    if (frame.type == kLateFrame) return client_.late(frame.payload);
    if (worker->attempt.running()) worker->attempt.hear(frame);
  }

  void end(const WorkerPtr& worker, std::string output) {
    if (!worker->attempt.running()) return;
    worker->attempt.end(client_, {.ending = process::Ending::exited, .last_output = std::move(output)});
    fill();
  }

  void bury(const WorkerPtr& worker, process::Outcome outcome) {
    std::erase(workers_, worker);
    if (worker->attempt.running()) worker->attempt.end(client_, std::move(outcome));
    fill();
  }

  int work(Worker& worker, process::JobContext& job) {
    const Emit emit = emit_to(job);
    while (const auto task = worker.assignment.take()) {
      const auto attempt = options_.attempt_of(task->scenario, task->attempt);
      attempt->ids.worker = task->worker;
      options_.perform(*attempt, job, emit);
      std::cout.flush();
      std::fflush(nullptr);
      if (!job.send(kDoneFrame, "")) return 70;
    }
    tell_what_failed_late(job);
    return 0;
  }

  const ExecutorOptions& options_;
  const ExecutorClient& client_;
  process::Coordinator coordinator_;
  std::vector<WorkerPtr> workers_;
  int started_ = 0;
};

}  // namespace

bool execute_in_workers(const ExecutorOptions& options, const ExecutorClient& client) {
  return Workers(options, client).run();
}

}  // namespace ordeal::run
