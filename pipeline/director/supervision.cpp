#include "pipeline/director/supervision.hpp"

#include <algorithm>
#include <limits>

#include "pipeline/director/metrics.hpp"
#include "pipeline/protocol/worker_exit.hpp"
#include "pipeline/protocol/worker_settings.hpp"
#include "pipeline/task/guarded.hpp"

namespace slots {
namespace {

Error start_failure_of(const std::string& worker, int exit) {
  const std::string ended = worker + " ended with exit code " + std::to_string(exit);
  if (exit == worker_exit::kBadSettings)
    return Error{.code = "INVALID_REQUEST", .message = ended + ": it refuses its settings"};
  return Error{.code = "WORKER_CRASHED", .message = ended};
}

}  // namespace

Supervision::Supervision(Env& env, const DirectorConfig& config, std::function<void(const Notice&)> on_notice)
    : changed(env.loop), env_(env), config_(config), on_notice_(std::move(on_notice)) {
  for (std::int64_t n = 1; n <= config.cards + config.standbys; ++n) {
    workers_.push_back(std::make_shared<WorkerLink>(
        env, config, WorkerIdentity{.id = "worker " + std::to_string(n), .generation = 1}));
  }
}

std::string Supervision::settings_of(const WorkerLink& worker) const {
  WorkerSettings settings{
      .role = worker.id(),
      .generation = worker.identity().generation,
      .command = "unix:" + config_.data + "/command.sock",
      .profile = config_.profile,
      .device = config_.device,
      .device_settings = config_.device_settings,
      .models_url = config_.models_url,
      .models_folder = config_.models_folder,
      .beat_ms = as_ms(config_.beat),
      .start_limit_ms = as_ms(config_.start_limit),
      .oom_retries = config_.oom_retries,
      .time_scale = config_.time_scale,
      .shortest_window_ms = as_ms(config_.shortest_window),
      .seed = config_.seed,
      .log = (config_.logs.empty() ? config_.data : config_.logs) + "/" + worker.id() + ".log"};
  for (const Stage stage : kStages) settings.median_ms[stage] = as_ms(config_.stages.of(stage).median);
  return to_text(settings);
}

WorkerPtr Supervision::find(const std::string& id) const {
  const auto found =
      std::find_if(workers_.begin(), workers_.end(), [&](const auto& worker) { return worker->id() == id; });
  return found == workers_.end() ? nullptr : *found;
}

WorkerPtr Supervision::find(const ConnectionPtr& connection) const {
  const auto found = std::find_if(workers_.begin(), workers_.end(),
                                  [&](const auto& worker) { return worker->speaks_over(connection); });
  return found == workers_.end() ? nullptr : *found;
}

Task<Result<void>> Supervision::start(WorkerPtr worker) {
  SpawnRequest request{.role = worker->id(), .settings = settings_of(*worker)};
  auto spawned = co_await env_.processes.spawn(std::move(request));
  if (!spawned) {
    env_.log.event("worker_start_failed", {{"worker", worker->id()}, {"why", spawned.error().message}});
    co_return spawned.error();
  }
  worker->process = *spawned;
  env_.log.event("worker_started", {{"worker", worker->id()}, {"pid", worker->process->pid}});
  co_return Result<void>{};
}

// A worker is started again for ever; the same delay for all, since nobody else starts it.
recovery::Decision Supervision::decide_on_start(const std::string& worker, const Error& failure,
                                                int retries) const {
  BackoffPolicy policy = config_.restart;
  policy.retries = std::numeric_limits<int>::max();
  auto decision = recovery::decide(recovery::Place::spawn, failure, {.retries = retries}, policy, {},
                                   recovery::kNoBudget, {}, 1);
  count(env_, decision);
  boost::json::object fields = recovery::as_fields(decision, failure);
  fields["worker"] = worker;
  env_.log.event("decided", std::move(fields));
  return decision;
}

Task<void> Supervision::watch_start(WorkerPtr worker) {
  co_await env_.sleep(env_.clock.window(config_.start_limit));
  if (worker->duty() == Duty::starting) worker->kill("it did not register within its start limit");
}

// Silence counts only while this director itself ran: of a step that took longer than it was to take, the
// rest does not count, for the director was stopped or starved and read nothing. At the limit it looks once
// more after a moment, when what lay in its socket has been read.
Task<void> Supervision::watch_beats(WorkerPtr worker) {
  const Duration limit = env_.clock.window(config_.unhealthy_after);
  const Duration moment = limit / 50;
  while (worker->duty() == Duty::starting) co_await worker->changed.wait();
  for (Duration silent{0};;) {
    const Time seen = worker->last_sign(), began = env_.clock.now();
    const bool over = silent >= limit;
    const Duration step = over ? moment : std::min(limit / 4, limit - silent);
    co_await env_.sleep(step);
    if (worker->last_sign() != seen) {
      silent = std::min(env_.clock.now() - worker->last_sign(), step);
    } else if (!over) {
      silent += std::min(env_.clock.now() - began, step);
    } else {
      const std::string what = worker->computes() ? "no beat for " : "its device has computed nothing for ";
      worker->kill(what + std::to_string(as_ms(silent)) + " ms, limit " + std::to_string(as_ms(limit)) +
                   " ms");
      co_return;
    }
  }
}

// Until its process is gone. A watch that fails fails all.
Task<void> Supervision::watch(WorkerPtr worker) {
  std::exception_ptr failure;
  const auto failed = [&](const std::exception&) {
    failure = std::current_exception();
    worker->process->gone.notify();
  };
  Nursery watches(env_.loop, Nursery::Mode::apart);
  watches.spawn(guarded(watch_start(worker), failed));
  watches.spawn(guarded(watch_beats(worker), failed));
  const ProcessPtr process = worker->process;
  while (!process->exit && !failure) co_await process->gone.wait();
  if (failure) std::rethrow_exception(failure);
}

// A worker that leaves since its device is spoilt has said why; its end may be seen before its words are
// read.
Task<void> Supervision::hear_last_words(WorkerPtr worker) {
  if (worker->process->exit != worker_exit::kDeviceLost) co_return;
  const auto lost = [](WorkerPtr speaks) -> Task<bool> {
    while (speaks->duty() != Duty::lost) co_await speaks->changed.wait();
    co_return true;
  };
  co_await env_.within(env_.clock.window(env_.clock.from_wall(100ms)), lost(worker));
}

Task<void> Supervision::keep(std::size_t index) {
  const std::string id = workers_[index]->id();
  std::int64_t restarts = 0;
  std::optional<std::int64_t> last_exit;
  for (int failures = 0;;) {
    const WorkerPtr worker = workers_[index];
    const Time began = env_.clock.now();
    auto started = co_await start(worker);
    std::optional<Error> failure;
    if (!started) {
      failure = started.error();
    } else {
      co_await watch(worker);
      co_await hear_last_words(worker);
      last_exit = *worker->process->exit;
      failure = start_failure_of(id, *worker->process->exit);
      env_.log.event("worker_exited", {{"worker", id}, {"exit", *last_exit}, {"pid", worker->process->pid}});
      env_.metrics.count(metrics::kWorkerExits, {{"worker", id}, {"exit", std::to_string(*last_exit)}});
      worker->last_exit = last_exit;
      worker->lose(worker->process->exit);
      changed.notify();
    }
    const bool failed_soon = !worker->retiring && env_.clock.now() - began <= config_.unhealthy_after;
    failures = failed_soon ? failures + 1 : 0;
    if (draining_) co_return;
    const auto decision = decide_on_start(id, *failure, std::max(failures - 1, 0));
    if (!decision.again()) {
      env_.log.event("worker_given_up", {{"worker", id}, {"why", failure->message}});
      co_return;
    }
    co_await env_.sleep(decision.delay);
    while (worker->busy) co_await changed.wait();  // its slot still looks at the old link
    if (draining_) co_return;
    workers_[index] = std::make_shared<WorkerLink>(
        env_, config_, WorkerIdentity{.id = id, .generation = worker->identity().generation + 1});
    workers_[index]->restarts = ++restarts;
    workers_[index]->last_exit = last_exit;
  }
}

Task<void> Supervision::serve(ConnectionPtr connection, Hello hello) {
  WorkerPtr worker = find(hello.role);
  const bool expected = worker && worker->duty() == Duty::starting;
  if (!expected || worker->identity().generation != hello.generation) {
    env_.log.event("worker_refused", {{"worker", hello.role},
                                      {"generation", hello.generation},
                                      {"why", expected ? "it is a process of another generation than " +
                                                             std::to_string(worker->identity().generation)
                                                       : "unknown or registered already"}});
    connection->close();
    co_return;
  }
  worker->on_notice = on_notice_;
  worker->connected(connection);
  env_.log.event("worker_registered", {{"worker", hello.role}, {"generation", hello.generation}});
  changed.notify();
  for (;;) {
    auto message = co_await connection->incoming.receive();
    worker = find(connection);
    if (!message || !worker) break;
    const Duty before = worker->duty();
    worker->take(std::move(*message));
    if (worker->duty() != before) changed.notify();
  }
  env_.log.event("worker_stream_over", {{"worker", hello.role}});
  if (!worker || worker->duty() == Duty::lost) co_return;
  // The process is about to end, or the stream alone broke: then it is of no use, and ended.
  co_await env_.sleep(env_.clock.window(env_.clock.from_wall(100ms)));
  worker = find(connection);
  if (worker && worker->duty() != Duty::lost) worker->kill("its command stream is over");
}

bool Supervision::anyone_leaves() const {
  return std::any_of(workers_.begin(), workers_.end(), [](const auto& worker) {
    return worker->duty() != Duty::starting && worker->process && !worker->process->exit;
  });
}

Task<bool> Supervision::until_all_have_left() {
  while (anyone_leaves()) co_await changed.wait();
  co_return true;
}

Task<void> Supervision::drain() {
  draining_ = true;
  for (const auto& worker : workers_) worker->drain();
  co_await env_.within(env_.clock.window(kLeaveLimit), until_all_have_left());
}

std::vector<WorkerState> Supervision::report() const {
  std::vector<WorkerState> states;
  for (const auto& worker : workers_) states.push_back(worker->report());
  return states;
}

}  // namespace slots
