#include "pipeline/director/supervision.hpp"

#include <algorithm>
#include <limits>

#include "pipeline/director/alert.hpp"
#include "pipeline/protocol/duration_text.hpp"
#include "pipeline/protocol/shown_text.hpp"
#include "pipeline/protocol/worker_exit.hpp"
#include "pipeline/protocol/worker_settings.hpp"
#include "pipeline/task/guarded.hpp"

namespace slots {
namespace {

// Wall: between the end of a worker's stream and that of its process, whichever comes first.
constexpr Duration kLastWords = 100ms;

double in_seconds(Duration duration) {
  return milliseconds(duration) / 1000;
}

// The last line, which says most.
std::string last_line(const std::string& words) {
  return words.substr(words.find_last_of('\n') + 1);
}

// Of a worker whose process is gone.
Error failure_of(const WorkerLink& worker) {
  const int exit = *worker.process->exit;
  const std::string ended = worker.id() + " ended with exit code " + std::to_string(exit);
  Error failure{.code = "WORKER_CRASHED", .message = ended};
  if (!worker.ended_for().empty()) {
    failure = {.code = "WORKER_UNRESPONSIVE", .message = worker.id() + " was ended: " + worker.ended_for()};
  } else if (exit == worker_exit::kBadSettings) {
    failure = {.code = "INVALID_REQUEST", .message = ended + ": it refuses its settings"};
  } else if (!worker.has_registered()) {
    failure = {.code = "WORKER_START_FAILED", .message = ended + " before it registered"};
  }
  const std::string& words = worker.process->last_words;
  if (!words.empty()) failure.message += "; it said last: " + last_line(words);
  return failure;
}

// It ended by itself, and neither its device nor its settings are why.
bool is_crash(const WorkerLink& worker) {
  if (!worker.process || !worker.ended_for().empty() || worker.retiring) return false;
  const int exit = *worker.process->exit;
  return exit != worker_exit::kDeviceLost && exit != worker_exit::kDeviceUnusable &&
         exit != worker_exit::kBadSettings;
}

}  // namespace

Supervision::Supervision(Env& env, const DirectorConfig& config, Retries& retries,
                         std::function<void(const Notice&)> on_notice)
    : changed(env.loop), env_(env), config_(config), retries_(retries), on_notice_(std::move(on_notice)) {
  for (std::int64_t n = 1; n <= config.cards + config.standbys; ++n) {
    workers_.push_back(std::make_shared<WorkerLink>(
        env, config, WorkerIdentity{.id = "worker " + std::to_string(n), .generation = 1}));
  }
}

std::string Supervision::temporary_folder_of(const WorkerLink& worker) const {
  return config_.data + "/temporary/" + worker.id();
}

// What the process before it has left there goes first.
Task<Result<void>> Supervision::empty_its_folder(const WorkerLink& worker) {
  const std::string folder = temporary_folder_of(worker);
  auto removed = co_await env_.files.remove_all(folder);
  if (!removed) co_return removed;
  co_return co_await env_.files.make_folder(folder);
}

std::string Supervision::settings_of(const WorkerLink& worker) const {
  WorkerSettings settings{
      .role = worker.id(),
      .generation = worker.identity().generation,
      .command = "unix:" + config_.data + "/command.sock",
      .profile = config_.profile,
      .device = config_.device,
      .device_settings = config_.device_settings,
      .fallback = config_.fallback,
      .cards = config_.cards,
      .models_url = config_.models_url,
      .models_folder = config_.models_folder,
      .beat_ms = as_ms(config_.beat),
      .start_limit_ms = as_ms(config_.start_limit),
      .oom_retries = config_.oom_retries,
      .retries_at_least_a_minute = config_.retries.at_least_a_minute,
      .retries_share = config_.retries.share,
      .soft_limit_bytes = config_.soft_limit_bytes,
      .hard_limit_bytes = config_.hard_limit_bytes,
      .time_scale = config_.time_scale,
      .shortest_window_ms = as_ms(config_.shortest_window),
      .seed = config_.seed,
      .log = (config_.logs.empty() ? config_.data : config_.logs) + "/" + worker.id() + ".log",
      .temporary = temporary_folder_of(worker)};
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
  env_.log.event("worker_starting",
                 {{"worker", worker->id()}, {"generation", worker->identity().generation}});
  auto emptied = co_await empty_its_folder(*worker);
  if (!emptied) env_.log.event("temporary_files_left", emptied.error().to_json());
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

// A worker is started again for ever, but for a while while it crashes in a loop, or while too many others
// are; the whole delay for all, since nobody else starts it.
recovery::Decision Supervision::decide_on_start(const WorkerLink& worker, int retries, bool loops) {
  BackoffPolicy policy = config_.restart;
  policy.retries = std::numeric_limits<int>::max();
  recovery::Breakers breakers{.open = {}, .asked = worker.id()};
  if (loops) breakers.open[worker.id()] = config_.crash_loop.rest;
  auto decision = recovery::decide(recovery::Place::spawn, *worker.failure, {.retries = retries}, policy, {},
                                   retries_.budget(recovery::Place::spawn), breakers, 1);
  boost::json::object fields = recovery::as_fields(decision, *worker.failure);
  fields["worker"] = worker.id();
  env_.log.event("decided", std::move(fields));
  retries_.decided(decision);
  return decision;
}

Task<void> Supervision::watch_start(WorkerPtr worker) {
  co_await env_.sleep(env_.clock.window(config_.start_limit));
  if (worker->duty() == Duty::starting) worker->kill("it did not register within its start limit");
}

// SIGKILL does not reach who sleeps in the kernel, as in a driver that waits for its card. What the process
// holds stays taken, its card above all, until it wakes: nobody but an operator can see to that.
Task<void> Supervision::watch_end(WorkerPtr worker) {
  while (worker->ended_for().empty()) co_await worker->changed.wait();
  const Duration limit = env_.clock.window(kEndLimit);
  co_await env_.sleep(limit);
  worker->outlives_its_end = true;
  env_.metrics.set(metrics::kOutlivesItsEnd, 1, {{"worker", worker->id()}});
  alert(env_, "worker_does_not_end",
        {{"worker", worker->id()},
         {"pid", worker->process->pid},
         {"device", worker->identity().device},
         {"after_ms", as_ms(limit)},
         {"ended_for", worker->ended_for()}});
}

// Returns when no sign came for as long as the limit. Silence counts only while this director itself ran: of
// a step that took longer than it was to take, the rest does not count, for the director was stopped or
// starved and read nothing. At the limit it looks once more after a moment, when what lay in its socket has
// been read.
Task<Duration> Supervision::until_silent(std::function<Time()> last_sign, std::function<Duration()> within) {
  for (Duration silent{0};;) {
    const Duration limit = within();
    const Time seen = last_sign(), began = env_.clock.now();
    const bool over = silent >= limit;
    const Duration step = over ? limit / 50 : std::min(limit / 4, limit - silent);
    co_await env_.sleep(step);
    if (last_sign() != seen) {
      silent = std::min(env_.clock.now() - last_sign(), step);
    } else if (!over) {
      silent += std::min(env_.clock.now() - began, step);
    } else {
      co_return silent;
    }
  }
}

Task<void> Supervision::watch_beats(WorkerPtr worker) {
  const Duration limit = env_.clock.window(config_.unhealthy_after);
  while (worker->duty() == Duty::starting) co_await worker->changed.wait();
  const Duration silent =
      co_await until_silent([worker] { return worker->last_sign(); }, [limit] { return limit; });
  const std::string what = worker->computes() ? "no beat for " : "its device has computed nothing for ";
  worker->kill(what + std::to_string(as_ms(silent)) + " ms, limit " + std::to_string(as_ms(limit)) + " ms");
}

// Its beats go on, and its device computes, and still no step is made.
Task<void> Supervision::watch_steps(WorkerPtr worker) {
  const Duration stalled = co_await until_silent([worker] { return worker->last_step(); },
                                                 [worker] { return worker->stall_limit(); });
  worker->kill("its stage has made no step for " + std::to_string(as_ms(stalled)) + " ms, limit " +
               std::to_string(as_ms(worker->stall_limit())) + " ms");
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
  watches.spawn(guarded(watch_steps(worker), failed));
  watches.spawn(guarded(watch_end(worker), failed));
  const ProcessPtr process = worker->process;
  while (!process->exit && !failure) co_await process->gone.wait();
  if (failure) std::rethrow_exception(failure);
}

// Why it went it may have said before its end, and its end is heard of first. A child that it left may hold
// its stream open.
Task<void> Supervision::hear_last_words(WorkerPtr worker) {
  const auto over = [](WorkerPtr of) -> Task<bool> {
    while (!of->stream_over()) co_await of->changed.wait();
    co_return true;
  };
  if (worker->duty() == Duty::starting || worker->duty() == Duty::lost) co_return;
  co_await env_.within(env_.clock.window(env_.clock.from_wall(kLastWords)), over(worker));
}

// From the start of its process to its end: what ended it.
Task<Error> Supervision::run_once(WorkerPtr worker) {
  auto started = co_await start(worker);
  if (!started) co_return started.error();
  co_await watch(worker);
  co_await hear_last_words(worker);
  const int exit = *worker->process->exit;
  boost::json::object fields{{"worker", worker->id()}, {"exit", exit}, {"pid", worker->process->pid}};
  if (!worker->process->last_words.empty()) fields["said_last"] = worker->process->last_words;
  env_.log.event("worker_exited", std::move(fields));
  env_.metrics.count(metrics::kWorkerExits, {{"worker", worker->id()}, {"exit", std::to_string(exit)}});
  if (std::exchange(worker->outlives_its_end, false))
    env_.metrics.set(metrics::kOutlivesItsEnd, 0, {{"worker", worker->id()}});
  worker->last_exit = exit;
  worker->lose(exit);
  co_return failure_of(*worker);
}

void Supervision::give_up(WorkerLink& worker, const recovery::Decision& decision) {
  boost::json::object fields{{"worker", worker.id()}, {"why", worker.failure->message}};
  if (decision.why == recovery::Why::breaker_open) {
    fields["crashes"] = config_.crash_loop.crashes;
    fields["within_seconds"] = in_seconds(config_.crash_loop.within);
    fields["again_in_seconds"] = in_seconds(decision.delay);
  }
  worker.give_up();
  alert(env_, "worker_given_up", std::move(fields));
}

// The next process of the same worker.
WorkerPtr Supervision::replace(const WorkerLink& gone) {
  auto next = std::make_shared<WorkerLink>(
      env_, config_, WorkerIdentity{.id = gone.id(), .generation = gone.identity().generation + 1});
  next->restarts = gone.restarts + 1;
  next->last_exit = gone.last_exit;
  next->failure = gone.failure;
  return next;
}

Task<void> Supervision::keep(std::size_t index) {
  CrashLoop crashes(config_.crash_loop);
  retries_.tried(recovery::Place::spawn);
  for (int retries = 0;; ++retries) {
    const WorkerPtr worker = workers_[index];
    const Time began = env_.clock.now();
    worker->failure = co_await run_once(worker);
    if (draining_) co_return changed.notify();
    const Time ended = env_.clock.now();
    if (worker->retiring || ended - began > config_.unhealthy_after) retries = 0;
    const bool loops = is_crash(*worker) && crashes.crashed(ended);
    const auto decision = decide_on_start(*worker, retries, loops);
    const bool put_off = decision.why == recovery::Why::no_budget;
    if (put_off) retries_.promised(decision);
    if (!decision.again() && !put_off) give_up(*worker, decision);
    if (decision.again() || put_off || loops) worker->next_start = ended + decision.delay;
    changed.notify();
    if (worker->next_start == kNever) co_return;
    if (loops) retries = -1;
    co_await Sleep(env_.loop, worker->next_start);
    while (worker->busy) co_await changed.wait();  // its slot still looks at the old link
    if (draining_) co_return;
    workers_[index] = replace(*worker);
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
  if (worker) worker->end_of_stream();
  if (!worker || worker->duty() == Duty::lost) co_return;
  // The process is about to end, or the stream alone broke: then it is of no use, and ended.
  co_await env_.sleep(env_.clock.window(env_.clock.from_wall(kLastWords)));
  worker = find(connection);
  if (worker && worker->duty() != Duty::lost) worker->kill("its command stream is over");
}

bool Supervision::anyone_leaves() const {
  return std::any_of(workers_.begin(), workers_.end(),
                     [](const auto& worker) { return worker->process && !worker->process->exit; });
}

Task<bool> Supervision::until_all_have_left() {
  while (anyone_leaves()) co_await changed.wait();
  co_return true;
}

Task<void> Supervision::drain() {
  draining_ = true;
  for (const auto& worker : workers_) worker->drain();
  const Duration limit = env_.clock.window(config_.leave_limit);
  if (!co_await env_.within(limit, until_all_have_left())) {
    for (const auto& worker : workers_) {
      if (worker->process && !worker->process->exit)
        worker->kill("it did not leave within " + std::to_string(as_ms(limit)) + " ms of SIGTERM");
    }
    co_await env_.within(env_.clock.window(kEndLimit), until_all_have_left());
  }
  co_await env_.files.remove_all(config_.data + "/temporary");
}

std::vector<std::string> Supervision::troubles() const {
  std::vector<std::string> all;
  for (const auto& worker : workers_) {
    if (worker->outlives_its_end) {
      all.push_back(worker->id() +
                    " was ended and does not end: no signal reaches it, and its card gets no other worker");
      continue;
    }
    if (!worker->failure) continue;
    std::string text = without_paths(worker->failure->message);
    if (worker->next_start != kNever)
      text += "; it is started again in " +
              duration_text(std::chrono::ceil<std::chrono::seconds>(worker->next_start - env_.clock.now()));
    if (worker->duty() == Duty::given_up && worker->next_start == kNever) text += "; it is not started again";
    all.push_back(std::move(text));
  }
  return all;
}

std::vector<WorkerState> Supervision::report() const {
  std::vector<WorkerState> states;
  for (const auto& worker : workers_) states.push_back(worker->report());
  return states;
}

}  // namespace slots
