#include "pipeline/worker/worker.hpp"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <functional>
#include <map>

#include "pipeline/models/profile.hpp"
#include "pipeline/protocol/fencing.hpp"
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

Error device_hangs(Duration limit) {
  const auto limit_ms = as_ms(limit);
  return {.code = "GPU_HANG",
          .message = "a stage was stopped, and the device did not end the check after it within " +
                     std::to_string(limit_ms) + " ms",
          .details = {{"limit_ms", limit_ms}}};
}

class Worker {
 public:
  Worker(Env& env, WorkerSettings settings)
      : env_(env),
        settings_(std::move(settings)),
        downloads_({.at_least_a_minute = static_cast<int>(settings_.retries_at_least_a_minute),
                    .share = settings_.retries_share}),
        no_longer_preparing_(env.loop),
        over_(env.loop),
        tasks_(env.loop, Nursery::Mode::apart) {
    env_.device.on_notice = [this](Notice notice) { tell(std::move(notice)); };
  }
  ~Worker() { env_.device.on_notice = {}; }
  Worker(const Worker&) = delete;

  Task<int> run();

 private:
  Task<bool> register_with_director();
  Task<ConnectionPtr> dial_until_there();
  Task<void> listen();
  Task<void> beat();
  Task<void> obey_signals();
  Task<void> prepare();
  Task<void> activate(std::int64_t device);
  Task<void> stop_preparing();
  Task<Result<void>> read_models();
  Task<Result<LoadedDevice>> load(std::int64_t device);
  Task<Result<void>> make_files_whole();
  DeviceSettings device_settings(std::int64_t card) const;
  Task<void> run_stage(RunStage what);
  bool may_come_of_corrupt_weights(const RunStage& what, const Result<StageDone>& answer) const;
  void log_stage(std::string_view event, const RunStage& what, boost::json::object fields);
  Task<Result<StageDone>> answer_of(RunStage what);
  Task<void> pass_progress(Channel<StageProgress>& progress, const RunStage& what);
  Nursery::Child& spawn(Task<void> task);
  void say(Message message);
  void tell(Notice notice);  // the director, and the log
  bool is_stale(const Message& message);
  void take(Message message);
  void stop(const StopStage& what);
  void leave(int exit_code);
  void leave_device(const Error& why);
  Task<void> check_device(std::string slot);

  Env& env_;
  WorkerSettings settings_;
  RetryBudget downloads_;
  ConnectionPtr director_;
  bool active_ = false;
  bool prepared_ = false;  // the models are in host memory
  Nursery::Child* preparing_ = nullptr;
  Event no_longer_preparing_;
  std::int64_t fence_ = 0;  // of the newest dispatch
  std::optional<int> exit_;
  Event over_;
  std::map<std::string, Nursery::Child*> running_;
  Nursery tasks_;  // last: its frames still touch the members above
};

Task<ConnectionPtr> Worker::dial_until_there() {
  for (int n = 0;; ++n) {
    auto dialled = co_await env_.network.dial(settings_.command);
    if (dialled) co_return *dialled;
    env_.log.event("director_not_there", {{"try", n + 1}, {"why", dialled.error().message}});
    co_await env_.sleep(backoff_ceiling({.first = 250ms, .cap = 4s}, n));
  }
}

Task<bool> Worker::register_with_director() {
  auto dialled = co_await env_.within(env_.clock.window(std::chrono::milliseconds(settings_.start_limit_ms)),
                                      dial_until_there());
  if (!dialled) co_return false;
  director_ = *dialled;
  say(Hello{.role = env_.role, .pid = 0});
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

void Worker::say(Message message) {
  director_->send(of_generation(settings_.generation, std::move(message)));
}

// Of an order for another process of this role, or of a dispatch that is over.
bool Worker::is_stale(const Message& message) {
  const auto generation = generation_of(message), fence = fence_of(message);
  const bool stale = (generation && *generation != settings_.generation) || (fence && *fence < fence_);
  if (fence && !stale) fence_ = *fence;
  if (stale) {
    env_.log.event("stale_message_refused", {{"generation", generation.value_or(0)},
                                             {"of_generation", settings_.generation},
                                             {"fence", fence.value_or(0)},
                                             {"of_fence", fence_}});
  }
  return stale;
}

void Worker::take(Message message) {
  if (is_stale(message)) return;
  if (std::holds_alternative<Prepare>(message)) {
    if (!preparing_ && !active_) preparing_ = &spawn(prepare());
  } else if (const auto* order = std::get_if<Activate>(&message)) {
    spawn(activate(order->device));
  } else if (auto* run = std::get_if<RunStage>(&message)) {
    const std::string key = stage_key(*run);
    running_[key] = &spawn(run_stage(std::move(*run)));
  } else if (auto* stop_stage = std::get_if<StopStage>(&message)) {
    stop(*stop_stage);
  } else if (auto* release = std::get_if<ReleaseSlot>(&message)) {
    env_.device.release(release->slot);
    if (release->check_device) spawn(check_device(release->slot));
  }
}

void Worker::stop(const StopStage& what) {
  const auto running = running_.find(stage_key(what));
  if (running != running_.end()) {
    running->second->cancel();
  } else {  // over already: its answer is on its way, or it never began
    say(about<StageStopped>(what));
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
      auto status = co_await env_.within(env_.clock.window(2 * every), env_.device.check());
      beat.computes = status && status->computes;
      if (status && status->failure && env_.device.poisoned()) co_return leave_device(*status->failure);
      if (status) {
        beat.memory_used_bytes = status->memory_used_bytes;
        beat.memory_capacity_bytes = status->memory_capacity_bytes;
      }
    }
    say(beat);
    co_await env_.sleep(every);
  }
}

// Found between stages, or beside one that does not know yet.
void Worker::leave_device(const Error& why) {
  env_.log.event("device_failed", why.to_json());
  say(DeviceFailed{.error = why});
  leave(worker_exit::kDeviceLost);
}

// A stage of this slot was stopped. What it has left on the device would be the next slot's trouble; and one
// that does not answer now would not let go of that slot, either.
Task<void> Worker::check_device(std::string slot) {
  const Duration limit = env_.clock.window(2 * std::chrono::milliseconds(settings_.beat_ms));
  const auto sound = co_await env_.within(limit, env_.device.recheck());
  if (!sound) co_return leave_device(device_hangs(limit));
  if (!*sound) co_return leave_device(sound->error());
  env_.log.event("device_checked", {{"slot", slot}});
  say(DeviceChecked{});
}

void Worker::tell(Notice notice) {
  env_.log.event(notice.type, notice.fields);
  say(std::move(notice));
}

Task<Result<void>> Worker::make_files_whole() {
  const auto tell = [this](Notice notice) { this->tell(std::move(notice)); };
  // The other half of the limit is for loading onto the card.
  const Duration limit = std::chrono::milliseconds(settings_.start_limit_ms) / 2;
  ModelStore store(env_, fetcher_name(settings_), settings_.models_url, settings_.models_folder,
                   env_.clock.now() + limit, downloads_, tell);
  co_return co_await store.make_whole();
}

DeviceSettings Worker::device_settings(std::int64_t card) const {
  DeviceSettings device{.profile = settings_.profile,
                        .models_folder = settings_.models_folder,
                        .index = static_cast<int>(card),
                        .fallback = settings_.fallback};
  if (const Profile* profile = find_profile(settings_.profile))
    device.limits = profile->limits(settings_.soft_limit_bytes, settings_.hard_limit_bytes);
  return device;
}

Task<Result<void>> Worker::read_models() {
  if (auto whole = co_await make_files_whole(); !whole) co_return whole.error();
  co_return co_await env_.device.read_models(device_settings(0));
}

// What goes wrong here goes wrong once more when the worker is activated, and counts only then.
Task<void> Worker::prepare() {
  struct Over {
    ~Over() {
      worker.preparing_ = nullptr;
      worker.no_longer_preparing_.notify();
    }
    Worker& worker;
  };
  const Over over{*this};
  const Time began = env_.clock.now();
  const auto read = co_await read_models();
  prepared_ = read.has_value();
  const auto took = as_ms(env_.clock.now() - began);
  env_.log.event(read ? "prepared" : "preparation_failed",
                 read ? boost::json::object{{"read_ms", took}} : read.error().to_json());
  say(Prepared{.read_ms = took, .error = read ? std::nullopt : std::optional(read.error())});
}

Task<void> Worker::stop_preparing() {
  if (preparing_) preparing_->cancel();
  while (preparing_) co_await no_longer_preparing_.wait();
}

Task<Result<LoadedDevice>> Worker::load(std::int64_t card) {
  if (!std::exchange(prepared_, false)) {
    auto whole = co_await make_files_whole();
    if (!whole) co_return whole.error();
  }
  co_return co_await env_.device.load(device_settings(card));
}

Task<void> Worker::activate(std::int64_t device) {
  const Time began = env_.clock.now();
  co_await stop_preparing();
  auto loaded = co_await load(device);
  if (!loaded) {
    env_.log.event("activation_failed", loaded.error().to_json());
    const bool fatal = env_.device.poisoned();
    say(ActivationFailed{.error = loaded.error(), .fatal = fatal});
    if (fatal) leave(worker_exit::kDeviceLost);
    co_return;
  }
  active_ = true;
  const auto took = as_ms(env_.clock.now() - began);
  env_.log.event("activated", {{"load_ms", took},
                               {"device", device},
                               {"backend", loaded->backend},
                               {"passed_over", loaded->passed_over}});
  say(Activated{.load_ms = took, .backend = loaded->backend, .passed_over = loaded->passed_over});
}

Task<void> Worker::pass_progress(Channel<StageProgress>& progress, const RunStage& what) {
  for (;;) {
    auto step = co_await progress.receive();
    if (!step) co_return;
    say(about(what, std::move(*step)));
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
  StageRequest request{.what = what,
                       .pace = std::chrono::milliseconds(settings_.median_ms[what.stage]),
                       .oom_retries = static_cast<int>(settings_.oom_retries)};
  std::optional<Result<StageDone>> answer;
  Nursery passing(env_.loop);
  passing.spawn(pass_progress(progress, what));
  try {
    answer = co_await env_.device.run(std::move(request), progress);
  } catch (const Cancelled&) {  // stopped before the device had begun
    answer =
        Error{.code = "CANCELLED", .message = "the " + in_words(what.stage) + " was stopped before it began"};
  } catch (const std::exception& wrong) {  // whoever waits for the stage must hear of it
    log_stage("stage_broke", what, {{"why", wrong.what()}});
    answer = Error{.code = "INTERNAL",
                   .message = "the worker could not run the " + in_words(what.stage) + "; its log says why"};
  }
  progress.close();
  Shield shield(co_await this_strand());
  co_await passing.join();
  co_return std::move(*answer);
}

// A bit of a weight that has flipped shows in no error of its own: before a result leaves, and where a stage
// went wrong without losing the device, the weights are compared with their sum.
bool Worker::may_come_of_corrupt_weights(const RunStage& what, const Result<StageDone>& answer) const {
  if (answer) return what.stage == Stage::clip;
  return answer.error().code != "CANCELLED" && !env_.device.poisoned();
}

void Worker::log_stage(std::string_view event, const RunStage& what, boost::json::object fields) {
  fields["slot"] = what.slot;
  fields["correlation_id"] = what.correlation_id;
  fields["stage"] = name(what.stage);
  env_.log.event(event, std::move(fields));
}

Task<void> Worker::run_stage(RunStage what) {
  log_stage("stage_begins", what, {{"run", what.run}});
  auto answer = co_await answer_of(what);
  Shield shield(co_await this_strand());  // who stops it now has still to hear the answer
  if (may_come_of_corrupt_weights(what, answer)) {
    auto whole = co_await env_.device.verify_weights();
    if (!whole && whole.error().code == "MODEL_CORRUPTED") answer = whole.error();
  }
  if (answer) {
    log_stage("stage_ends", what, {{"took_ms", answer->took_ms}});
    say(about(what, std::move(*answer)));
  } else if (answer.error().code == "CANCELLED") {
    log_stage("stage_stopped", what, {});
    say(about<StageStopped>(what));
  } else {
    const bool fatal = env_.device.poisoned();
    log_stage("stage_fails", what, {{"fatal", fatal}, {"error", answer.error().to_json()}});
    say(about(what, StageFailed{.error = answer.error(), .fatal = fatal}));
    if (fatal) leave(worker_exit::kDeviceLost);
  }
}

}  // namespace

Task<int> worker_main(Env& env, WorkerSettings settings) {
  Worker worker(env, std::move(settings));
  co_return co_await worker.run();
}

}  // namespace slots
