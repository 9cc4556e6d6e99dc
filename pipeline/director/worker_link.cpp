#include "pipeline/director/worker_link.hpp"

#include <algorithm>
#include <csignal>

#include "pipeline/director/metrics.hpp"
#include "pipeline/env/device_failure.hpp"
#include "pipeline/protocol/artefact.hpp"
#include "pipeline/protocol/fencing.hpp"
#include "pipeline/protocol/shown_text.hpp"
#include "pipeline/protocol/slot_shape.hpp"
#include "pipeline/scheduler/stage_key.hpp"

namespace slots {
namespace {

constexpr std::size_t kNoticeLimit = 64;  // letters of its type

Error stage_timeout(const RunStage& what, Duration limit) {
  const auto limit_ms = as_ms(limit);
  return Error{.code = "STAGE_TIMEOUT",
               .message = "the " + in_words(what.stage) + " did not end within its limit of " +
                          std::to_string(limit_ms) + " ms",
               .details = {{"stage", name(what.stage)}, {"limit_ms", limit_ms}}};
}

}  // namespace

std::string_view to_string(Duty duty) {
  switch (duty) {
    case Duty::starting:
      return "starting";
    case Duty::standby:
      return "standby";
    case Duty::activating:
      return "activating";
    case Duty::active:
      return "active";
    case Duty::draining:
      return "draining";
    case Duty::lost:
      return "lost";
    case Duty::given_up:
      return "given_up";
  }
  return "unknown";
}

// A stage that waits for its answer.
struct WorkerLink::Pending {
  Pending(WorkerLink& worker, const RunStage& what)
      : link(worker),
        key(stage_key(what)),
        stage(what.stage),
        last_step(worker.env_.clock.now()),
        answers(worker.env_.loop) {
    link.pending_[key] = this;
  }
  ~Pending() { link.pending_.erase(key); }
  Pending(const Pending&) = delete;

  WorkerLink& link;
  std::string key;
  Stage stage;
  Time last_step;
  std::int64_t steps = 0;
  Channel<Answer> answers;
};

Duration WorkerLink::cancel_grace() const {
  return env_.clock.window(env_.clock.from_wall(config_.cancel_grace));
}

Task<WorkerLink::Answer> WorkerLink::next_answer(Pending& pending) {
  auto answer = co_await pending.answers.receive();
  co_return std::move(*answer);
}

Task<std::optional<WorkerLink::Answer>> WorkerLink::ask_to_stop(RunStage what, Pending& pending) {
  if (duty_ == Duty::lost) co_return as_lost();
  unchecked_ = true;
  send(about<StopStage>(what));
  co_return co_await env_.within(cancel_grace(), next_answer(pending));
}

Task<void> WorkerLink::until_it_may_end(Pending& pending, const std::function<bool()>& may_end) {
  while (pending.answers.size() == 0 && !may_end()) co_await changed.wait();
}

Task<StageDone> WorkerLink::run_stage(RunStage what, std::function<bool()> may_end) {
  if (duty_ != Duty::active) throw as_lost();
  what.fence = fence_;
  Pending pending(*this, what);
  send(what);
  const Duration limit = config_.stages.of(what.stage).limit;
  std::optional<Answer> answer;
  bool cancelled = false;
  try {
    co_await until_it_may_end(pending, may_end);
    answer = co_await env_.within(env_.clock.window(limit), next_answer(pending));
  } catch (const Cancelled&) {
    cancelled = true;
  }
  if (!answer) {  // before anything else happens on this worker, the stage must have ended
    Shield shield(co_await this_strand());
    auto stopped = co_await ask_to_stop(what, pending);
    if (!stopped) kill("the " + in_words(what.stage) + " does not stop");
    if (cancelled) throw Cancelled{};
    throw ErrorException(stage_timeout(what, limit));
  }
  if (auto* done = std::get_if<StageDone>(&*answer)) co_return std::move(*done);
  if (auto* lost = std::get_if<WorkerLost>(&*answer)) throw *lost;
  if (auto* failed = std::get_if<StageFailed>(&*answer)) {
    const bool of_no_use = failed->fatal || failed->error.code == "MODEL_CORRUPTED";
    if (of_no_use) throw WorkerLost{identity_.id, std::nullopt, failed->error, blameless_};
    throw ErrorException(failed->error);
  }
  // A clip ends with the video that it waits for, and may say so first. The video's own answer is the slot's
  // failure; it is on its way and cancels this wait.
  co_await env_.sleep(cancel_grace());
  throw ErrorException(
      Error{.code = "INTERNAL",
            .message = "the " + in_words(what.stage) + " was stopped by its worker without being asked"});
}

void WorkerLink::send(Message message) {
  connection_->send(of_generation(identity_.generation, std::move(message)));
}

void WorkerLink::prepare() {
  told_to_prepare_ = true;
  send(Prepare{});
}

Task<Result<void>> WorkerLink::activate(std::int64_t device) {
  identity_.device = device;
  duty_ = Duty::activating;
  prepared_ = false;
  activation_error_.reset();
  send(Activate{.device = device});
  const Time limit = env_.clock.now() + env_.clock.window(config_.start_limit);
  while (duty_ == Duty::activating && !activation_error_ && env_.clock.now() < limit) {
    auto wait = [](Event& event) -> Task<bool> {
      co_await event.wait();
      co_return true;
    };
    co_await until(env_.loop, limit, wait(changed));
  }
  if (duty_ == Duty::active) co_return Result<void>{};
  if (activation_error_) co_return *activation_error_;
  if (duty_ == Duty::lost) {
    co_return Error{.code = "WORKER_CRASHED",
                    .message = identity_.id + " ended while it loaded its models",
                    .details = {{"worker", identity_.id}}};
  }
  co_return Error{.code = "WORKER_UNRESPONSIVE",
                  .message = identity_.id + " did not load its models within " +
                             std::to_string(as_ms(config_.start_limit)) + " ms"};
}

void WorkerLink::connected(ConnectionPtr connection) {
  connection_ = std::move(connection);
  duty_ = Duty::standby;
  failure.reset();
  last_sign_ = env_.clock.now();
  changed.notify();
}

void WorkerLink::answer(const std::string& key, Answer answer) {
  const auto waiting = pending_.find(key);
  if (waiting != pending_.end()) waiting->second->answers.push(std::move(answer));
}

bool WorkerLink::is_stale(const Message& message) {
  const auto generation = generation_of(message), fence = fence_of(message);
  const auto* failed = std::get_if<StageFailed>(&message);
  const bool of_another_process = generation && *generation != identity_.generation;
  // That its device is poisoned is true whatever it was doing.
  const bool of_another_dispatch = fence && *fence != fence_ && !(failed && failed->fatal);
  if (!of_another_process && !of_another_dispatch) return false;
  ++stale_;
  env_.metrics.count(metrics::kStaleMessages, {{"worker", identity_.id}});
  env_.log.event("stale_message_refused", {{"worker", identity_.id},
                                           {"generation", generation.value_or(0)},
                                           {"of_generation", identity_.generation},
                                           {"fence", fence.value_or(0)},
                                           {"of_fence", fence_},
                                           {"refused", stale_}});
  return true;
}

void WorkerLink::take(Message message) {
  if (is_stale(message)) return;
  const auto* beat = std::get_if<Beat>(&message);
  if (beat) computes_ = beat->computes;
  if (!beat || beat->computes) last_sign_ = env_.clock.now();
  if (beat) {
    memory_used_ = beat->memory_used_bytes;
    memory_capacity_ = beat->memory_capacity_bytes;
    env_.metrics.set(metrics::kWorkerMemory, static_cast<double>(memory_used_), {{"worker", identity_.id}});
  } else if (auto* prepared = std::get_if<Prepared>(&message)) {
    take_preparation(*prepared);
  } else if (auto* active = std::get_if<Activated>(&message)) {
    backend_ = active->backend;
    passed_over_ = active->passed_over;
    if (duty_ == Duty::activating) duty_ = Duty::active;
  } else if (auto* refused = std::get_if<ActivationFailed>(&message)) {
    activation_error_ = refused->error;
    if (refused->fatal) spoil(refused->error);
  } else if (auto* broken = std::get_if<DeviceFailed>(&message)) {
    spoil(broken->error);
  } else if (std::holds_alternative<DeviceChecked>(message)) {
    unchecked_ = false;
  } else if (auto* progress = std::get_if<StageProgress>(&message)) {
    take_step(*progress);
    if (progress->stage == Stage::video) keyframes_[progress->slot] = progress->keyframes;
    if (on_progress) on_progress(*progress);
  } else if (auto* done = std::get_if<StageDone>(&message)) {
    take_result(std::move(*done));
  } else if (auto* failed = std::get_if<StageFailed>(&message)) {
    const std::string key = stage_key(*failed);
    const Error error = failed->error;
    const bool fatal = failed->fatal;
    answer(key, std::move(*failed));
    if (fatal) {
      spoil(error);
    } else if (error.code == "MODEL_CORRUPTED") {
      unload(error);
    }
  } else if (auto* stopped = std::get_if<StageStopped>(&message)) {
    unchecked_ = true;
    answer(stage_key(*stopped), std::move(*stopped));
  } else if (auto* notice = std::get_if<Notice>(&message)) {
    take_notice(*notice);
  }
  changed.notify();
}

void WorkerLink::spoil(const Error& why) {
  spoilt_by_ = why;
  blameless_ |= blames_a_co_runner(why);
  const auto* cuda = why.details.if_contains("cuda_error");
  env_.metrics.count(metrics::kDeviceErrors,
                     {{"device", std::to_string(identity_.device)},
                      {"code", why.code.text},
                      {"cuda_error", cuda ? std::to_string(cuda->to_number<std::int64_t>()) : "none"}});
  lose(std::nullopt);
}

void WorkerLink::unload(const Error& why) {
  env_.metrics.count(metrics::kWeightsCorrupted, {{"device", std::to_string(identity_.device)}});
  env_.log.event("weights_corrupted",
                 {{"worker", identity_.id}, {"device", identity_.device}, {"error", why.to_json()}});
  if (duty_ == Duty::active) duty_ = Duty::standby;
}

void WorkerLink::take_preparation(const Prepared& told) {
  prepared_ = !told.error && duty_ == Duty::standby;
  boost::json::object fields{{"worker", identity_.id}, {"read_ms", told.read_ms}};
  if (told.error) fields["error"] = told.error->to_json();
  env_.log.event(told.error ? "worker_not_prepared" : "worker_prepared", std::move(fields));
}

// A message that tells of no further step is none.
void WorkerLink::take_step(const StageProgress& progress) {
  const auto running = pending_.find(stage_key(progress));
  if (running == pending_.end() || progress.done <= running->second->steps) return;
  running->second->steps = progress.done;
  running->second->last_step = env_.clock.now();
}

// Clip makes its steps as video does.
Time WorkerLink::last_step() const {
  Time last = env_.clock.now();
  for (const auto& [key, running] : pending_) {
    if (running->stage != Stage::clip) last = std::min(last, running->last_step);
  }
  return last;
}

Duration WorkerLink::stall_limit() const {
  Duration limit = config_.stalled_after;
  for (const auto& [key, running] : pending_) {
    const Duration step = config_.stages.of(running->stage).median / kSteps[running->stage];
    limit = std::max(limit, 3 * step);
  }
  return env_.clock.window(limit);
}

void WorkerLink::take_result(StageDone done) {
  const auto files = artefacts_of(done.details);
  if (!files) return break_with("the result of the " + in_words(done.stage) + ": " + files.error().message);
  const std::string key = stage_key(done);
  answer(key, std::move(done));
}

void WorkerLink::take_notice(const Notice& notice) {
  const bool plain = std::all_of(notice.type.begin(), notice.type.end(),
                                 [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
  if (notice.type.empty() || notice.type.size() > kNoticeLimit || !plain || ends_a_slot(notice.type)) {
    return break_with("a notice that is none: its type is no word of at most " +
                      std::to_string(kNoticeLimit) + " letters, or one that ends a slot's events");
  }
  env_.log.event("worker_notice",
                 {{"worker", identity_.id}, {"notice", notice.type}, {"fields", notice.fields}});
  env_.metrics.count(metrics::kNotices, {{"worker", identity_.id}, {"notice", notice.type}});
  if (notice.type == "memory_leak") leaks_ = retiring = true;
  if (on_notice) on_notice(notice);
}

void WorkerLink::break_with(const std::string& what) {
  env_.log.event("worker_protocol_error", {{"worker", identity_.id}, {"what", what}});
  kill(what);
}

void WorkerLink::lose(std::optional<int> exit) {
  if (duty_ == Duty::lost) return;
  duty_ = Duty::lost;
  if (!exit && process) exit = process->exit;
  if (connection_) connection_->close();
  for (const auto& [key, waiting] : pending_)
    waiting->answers.push(WorkerLost{identity_.id, exit, spoilt_by_, blameless_});
  changed.notify();
}

void WorkerLink::kill(const std::string& why) {
  if (!ended_for_.empty()) return;  // a second SIGKILL does no more
  env_.log.event("worker_killed", {{"worker", identity_.id}, {"why", why}});
  ended_for_ = why;
  if (process && !process->exit) env_.processes.signal(*process, SIGKILL);
  lose(std::nullopt);
  changed.notify();
}

void WorkerLink::give_up() {
  duty_ = Duty::given_up;
  changed.notify();
}

void WorkerLink::release(const std::string& slot, const std::string& correlation_id) {
  keyframes_.erase(slot);
  if (duty_ == Duty::lost || !connection_) return;
  send(ReleaseSlot{
      .slot = slot, .fence = fence_, .correlation_id = correlation_id, .check_device = unchecked_});
}

void WorkerLink::drain() {
  if (duty_ == Duty::lost || !process || process->exit) return;
  env_.processes.signal(*process, SIGTERM);
  duty_ = Duty::draining;
  changed.notify();
}

std::int64_t WorkerLink::keyframes(const std::string& slot) const {
  const auto found = keyframes_.find(slot);
  return found == keyframes_.end() ? 0 : found->second;
}

WorkerState WorkerLink::report() const {
  return {.role = identity_.id,
          .generation = identity_.generation,
          .device = identity_.device,
          .state = std::string(to_string(duty_)),
          .pid = process ? process->pid : 0,
          .restarts = restarts,
          .prepared = prepared_,
          .stale_messages = stale_,
          .last_exit = last_exit,
          .failure = failure ? without_paths(failure->message) : "",
          .memory_used_bytes = memory_used_,
          .memory_capacity_bytes = memory_capacity_};
}

}  // namespace slots
