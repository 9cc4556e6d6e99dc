#include "pipeline/worker/worker.hpp"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <functional>
#include <map>

#include "pipeline/recovery/backoff.hpp"
#include "pipeline/scheduler/stage_key.hpp"
#include "pipeline/task/guarded.hpp"
#include "pipeline/worker/model_store.hpp"

namespace slots {
namespace {

// Directors may share a folder of models; their command sockets are never the same. "worker-1-3f2a…"
std::string fetcher_name(const WorkerSettings& settings) {
  std::string name = settings.role;
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '-');
  return name + "-" + std::to_string(std::hash<std::string>{}(settings.command));
}

class Worker {
 public:
  Worker(Env& env, WorkerSettings settings)
      : env_(env), settings_(std::move(settings)), over_(env.loop), tasks_(env.loop, Nursery::Mode::apart) {}

  Task<int> run();

 private:
  Task<bool> register_with_director();
  Task<ConnectionPtr> dial_until_there();
  Task<void> listen();
  Task<void> beat();
  Task<void> obey_signals();
  Task<void> activate();
  Task<Result<void>> load();
  Task<void> run_stage(RunStage what);
  Task<Result<StageDone>> answer_of(RunStage what);
  Task<void> pass_progress(Channel<StageProgress>& progress);
  Nursery::Child& spawn(Task<void> task);
  void take(Message message);
  void stop(const StopStage& what);
  void leave(int exit_code);
  Duration median(const std::string& stage) const;

  Env& env_;
  WorkerSettings settings_;
  ConnectionPtr director_;
  bool active_ = false;
  std::optional<int> exit_;
  Event over_;
  std::map<std::string, Nursery::Child*> running_;
  Nursery tasks_;  // last: its frames still touch the members above
};

Task<ConnectionPtr> Worker::dial_until_there() {
  for (int n = 0;; ++n) {
    auto dialled = co_await env_.network.dial(settings_.command);
    if (dialled) co_return *dialled;
    env_.log.event("director_not_there", {{"attempt", n + 1}, {"why", dialled.error().message}});
    co_await env_.sleep(backoff_ceiling({.first = 250ms, .cap = 4s}, n));
  }
}

Task<bool> Worker::register_with_director() {
  auto dialled = co_await env_.within(env_.clock.window(std::chrono::milliseconds(settings_.start_limit_ms)),
                                      dial_until_there());
  if (!dialled) co_return false;
  director_ = *dialled;
  director_->send(Hello{.role = env_.role, .pid = 0});
  co_return true;
}

Task<int> Worker::run() {
  const bool registered = co_await register_with_director();
  if (!registered) {
    env_.log.event("no_director", {{"after_ms", settings_.start_limit_ms}});
    co_return worker_exit::kError;
  }
  spawn(beat());
  spawn(listen());
  spawn(obey_signals());
  while (!exit_) co_await over_.wait();
  env_.log.event("worker_leaves", {{"exit", *exit_}});
  co_return *exit_;
}

// What a task throws ends the worker: its director hears of that at once.
Nursery::Child& Worker::spawn(Task<void> task) {
  return tasks_.spawn(guarded(std::move(task), [this](const std::exception& wrong) {
    env_.log.event("worker_broke", {{"why", wrong.what()}});
    leave(worker_exit::kError);
  }));
}

void Worker::leave(int exit_code) {
  if (!exit_) exit_ = exit_code;
  over_.notify();
}

Task<void> Worker::listen() {
  for (;;) {
    auto message = co_await director_->incoming.receive();
    if (!message) break;
    take(std::move(*message));
  }
  env_.log.event("director_gone");
  leave(worker_exit::kError);
}

void Worker::take(Message message) {
  if (std::get_if<Activate>(&message)) {
    spawn(activate());
  } else if (auto* run = std::get_if<RunStage>(&message)) {
    const std::string key = stage_key(*run);
    running_[key] = &spawn(run_stage(std::move(*run)));
  } else if (auto* stop_stage = std::get_if<StopStage>(&message)) {
    stop(*stop_stage);
  } else if (auto* release = std::get_if<ReleaseSlot>(&message)) {
    env_.device.release(release->slot);
  } else if (std::get_if<Drain>(&message)) {
    leave(worker_exit::kDrained);
  }
}

void Worker::stop(const StopStage& what) {
  const auto running = running_.find(stage_key(what));
  if (running != running_.end()) {
    running->second->cancel();
  } else {  // over already: its answer is on its way, or it never began
    director_->send(StageStopped{what.slot, what.stage, what.attempt});
  }
}

Task<void> Worker::obey_signals() {
  for (;;) {
    auto signal = co_await env_.signals.incoming.receive();
    if (!signal) co_return;
    env_.log.event("signal", {{"number", *signal}});
    if (*signal != SIGHUP) leave(worker_exit::kDrained);  // that one asks for nothing
  }
}

Task<void> Worker::beat() {
  const auto every = std::chrono::milliseconds(settings_.beat_ms);
  for (std::int64_t n = 1;; ++n) {
    Beat beat{.number = n};
    if (active_) {
      auto status = co_await env_.within(2 * every, env_.device.check());
      beat.computes = status && status->computes;
      if (status) {
        beat.memory_used_bytes = status->memory_used_bytes;
        beat.memory_capacity_bytes = status->memory_capacity_bytes;
      }
    }
    director_->send(beat);
    co_await env_.sleep(every);
  }
}

Task<Result<void>> Worker::load() {
  const auto tell = [this](Notice notice) {
    env_.log.event(notice.type, notice.fields);
    director_->send(std::move(notice));
  };
  // The other half of the limit is for loading onto the card.
  const Duration limit = std::chrono::milliseconds(settings_.start_limit_ms) / 2;
  ModelStore store(env_, fetcher_name(settings_), settings_.models_url, settings_.models_folder,
                   env_.clock.now() + limit, tell);
  auto whole = co_await store.make_whole();
  if (!whole) co_return whole.error();
  DeviceSettings device{.profile = settings_.profile, .models_folder = settings_.models_folder};
  co_return co_await env_.device.load(std::move(device));
}

Task<void> Worker::activate() {
  const Time began = env_.clock.now();
  auto loaded = co_await load();
  if (!loaded) {
    env_.log.event("activation_failed", loaded.error().to_json());
    director_->send(ActivationFailed{loaded.error()});
    if (env_.device.poisoned()) leave(worker_exit::kDeviceLost);
    co_return;
  }
  active_ = true;
  const auto took = as_ms(env_.clock.now() - began);
  env_.log.event("activated", {{"load_ms", took}});
  director_->send(Activated{.load_ms = took});
}

Duration Worker::median(const std::string& stage) const {
  const auto found = settings_.median_ms.find(stage);
  return std::chrono::milliseconds(found == settings_.median_ms.end() ? 0 : found->second);
}

Task<void> Worker::pass_progress(Channel<StageProgress>& progress) {
  for (;;) {
    auto step = co_await progress.receive();
    if (!step) co_return;
    director_->send(std::move(*step));
  }
}

Task<Result<StageDone>> Worker::answer_of(RunStage what) {
  struct Listed {  // stop() finds the stage as long as this runs, however it ends
    ~Listed() { running.erase(key); }
    std::map<std::string, Nursery::Child*>& running;
    std::string key;
  };
  const Listed listed{running_, stage_key(what)};
  Channel<StageProgress> progress(env_.loop);
  StageRequest request{
      .what = what, .pace = median(what.stage), .oom_retries = static_cast<int>(settings_.oom_retries)};
  std::optional<Result<StageDone>> answer;
  Nursery passing(env_.loop);
  passing.spawn(pass_progress(progress));
  try {
    answer = co_await env_.device.run(std::move(request), progress);
  } catch (const Cancelled&) {  // stopped before the device had begun
    answer =
        Error{.code = "CANCELLED", .message = "the " + what.stage + " stage was stopped before it began"};
  } catch (const std::exception& wrong) {  // whoever waits for the stage must hear of it
    env_.log.event("stage_broke", {{"slot", what.slot}, {"stage", what.stage}, {"why", wrong.what()}});
    answer = Error{.code = "INTERNAL",
                   .message = "the worker could not run the " + what.stage + " stage; its log says why"};
  }
  progress.close();
  Shield shield(co_await this_strand());
  co_await passing.join();
  co_return std::move(*answer);
}

Task<void> Worker::run_stage(RunStage what) {
  env_.log.event("stage_begins", {{"slot", what.slot}, {"stage", what.stage}, {"attempt", what.attempt}});
  auto answer = co_await answer_of(what);
  if (answer) {
    env_.log.event("stage_ends", {{"slot", what.slot}, {"stage", what.stage}, {"took_ms", answer->took_ms}});
    director_->send(std::move(*answer));
  } else if (answer.error().code == "CANCELLED") {
    env_.log.event("stage_stopped", {{"slot", what.slot}, {"stage", what.stage}});
    director_->send(StageStopped{what.slot, what.stage, what.attempt});
  } else {
    const bool fatal = env_.device.poisoned();
    env_.log.event(
        "stage_fails",
        {{"slot", what.slot}, {"stage", what.stage}, {"fatal", fatal}, {"error", answer.error().to_json()}});
    director_->send(StageFailed{what.slot, what.stage, what.attempt, answer.error(), fatal});
    if (fatal) leave(worker_exit::kDeviceLost);
  }
}

}  // namespace

Task<int> worker_main(Env& env, WorkerSettings settings) {
  Worker worker(env, std::move(settings));
  co_return co_await worker.run();
}

}  // namespace slots
