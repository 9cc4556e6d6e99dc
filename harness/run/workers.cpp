// --isolate worker: a few processes run one scenario after another. What ends a worker fails the scenario
// that it was in, and the next one gets a fresh worker.
#include <sys/mman.h>

#include <algorithm>
#include <vector>

#include "harness/messages/ndjson.hpp"
#include "harness/run/assignment.hpp"
#include "harness/run/executor.hpp"

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
    explicit Worker(const ExecutorOptions& options) : deadline(options), born(options.hooks_run()) {}
    Assignment assignment;
    Deadline deadline;
    std::uint64_t born;                // how many hooks had run before it was forked
    std::unique_ptr<Attempt> attempt;  // null: it waits
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
        std::ranges::count_if(workers_, [](const auto& one) { return one->attempt != nullptr; }));
  }

  WorkerPtr worker_for(const Attempt& attempt) {
    for (const WorkerPtr& worker : workers_) {
      if (worker->attempt || worker->dismissed) continue;
      if (worker->born >= attempt.hooks_before) return worker;
      dismiss(*worker);  // it was forked before hooks made what this scenario may ask for
      break;
    }
    return start_worker();
  }

  void give(const WorkerPtr& worker, std::unique_ptr<Attempt> attempt) {
    worker->attempt = std::move(attempt);
    worker->deadline.begin();
    const AttemptIds& ids = worker->attempt->ids;
    worker->assignment.give({worker->attempt->scenario->number, ids.attempt, ids.worker});
  }

  static void dismiss(Worker& worker) {
    if (worker.dismissed) return;
    worker.dismissed = true;
    worker.assignment.dismiss();
  }
  void dismiss_idle() {
    for (const WorkerPtr& worker : workers_) {
      if (!worker->attempt) dismiss(*worker);
    }
  }

  WorkerPtr start_worker() {
    const auto worker = std::make_shared<Worker>(options_);
    workers_.push_back(worker);
    process::Job job;
    job.name = "worker " + std::to_string(++started_);
    job.until = worker->deadline.until();
    job.visible = {std::filesystem::absolute(options_.evidence)};
    job.work = [this, worker](process::JobContext& context) { return work(*worker, context); };
    job.on_frame = [this, worker](process::Frame frame) { hear(worker, frame); };
    job.on_end = [this, worker](process::Outcome outcome) { bury(worker, std::move(outcome)); };
    coordinator_.add(std::move(job));
    return worker;
  }

  void hear(const WorkerPtr& worker, const process::Frame& frame) {
    if (!worker->attempt) return;
    if (frame.type == kDoneFrame) {
      worker->deadline.none();
      client_.ended(std::move(worker->attempt), {.ending = process::Ending::exited});
      fill();
    } else if (auto message = messages::from_ndjson(frame.payload)) {
      worker->deadline.on(*message);
      worker->attempt->record->on(*message);
    }
  }

  void bury(const WorkerPtr& worker, process::Outcome outcome) {
    std::erase(workers_, worker);
    if (worker->attempt) {
      if (outcome.ending == process::Ending::deadline) outcome.problem = worker->deadline.text();
      client_.ended(std::move(worker->attempt), outcome);
    }
    fill();
  }

  int work(Worker& worker, process::JobContext& job) {
    const Emit emit = emit_to(job);
    while (const auto task = worker.assignment.take()) {
      const auto attempt = options_.attempt_of(task->scenario, task->attempt);
      attempt->ids.worker = task->worker;
      options_.perform(*attempt, job, emit);
      if (!job.send(kDoneFrame, "")) return 70;
    }
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
