#include "pipeline/director/slot_run.hpp"

namespace slots {
namespace {

// The share of clip that is left when video ends: the towers have read all keyframes but the last.
constexpr Duration kClipAfterVideo = 200ms;

}  // namespace

Error cancelled_by_client() {
  return Error{.code = "CANCELLED", .message = "the slot was cancelled by its client"};
}

// The worker is this slot's while the lease lives; what the slot holds there is freed with it.
struct SlotRun::Lease {
  Lease(Fleet& the_fleet, WorkerLink& the_worker, std::string the_slot)
      : fleet(the_fleet), worker(the_worker), slot(std::move(the_slot)) {}
  ~Lease() {
    worker.release(slot);
    fleet.give_back(worker);
  }
  Lease(const Lease&) = delete;

  Fleet& fleet;
  WorkerLink& worker;
  std::string slot;
};

std::string SlotRun::folder(const DirectorConfig& config, const std::string& slot) {
  return config.data + "/results/" + slot;
}

Duration SlotRun::grace(int levels) const {
  return env_.clock.window(env_.clock.from_wall(config_.cancel_grace)) * (levels + 1);
}

Task<void> SlotRun::run() {
  auto ending = co_await generate();
  Shield shield(co_await this_strand());
  if (!ending || ending->phase != SlotPhase::done) {
    co_await env_.files.remove_all(folder(config_, slot_->id));
  }
  if (ending) {
    co_await book_.settle(slot_, ending->phase, std::move(ending->result));
  } else {
    book_.leave(*slot_);
  }
}

Task<std::optional<SlotRun::Ending>> SlotRun::generate() {
  std::optional<Error> failure;
  try {
    auto made = co_await until(env_.loop, slot_->deadline, dispatch(), grace(3));
    if (made) co_return Ending{SlotPhase::done, std::move(*made)};
    const std::int64_t deadline_ms = as_ms(slot_->deadline - slot_->accepted_at);
    failure = Error{
        .code = "DEADLINE_EXCEEDED",
        .message = "the slot was not done within its deadline of " + std::to_string(deadline_ms) + " ms",
        .details = {{"deadline_ms", deadline_ms}, {"deadline_met", false}}};
  } catch (const Cancelled&) {
    if (!slot_->cancel_requested) co_return std::nullopt;
    failure = cancelled_by_client();
  } catch (const ErrorException& failed) {
    failure = failed.error();
  } catch (const std::exception& wrong) {  // a slot that nobody settles would hold up its client, and a drain
    env_.log.event("slot_run_broke", {{"slot", slot_->id}, {"why", wrong.what()}});
    failure = Error{.code = "INTERNAL", .message = "the director could not run the slot; its log says why"};
  }
  failure->correlation_id = slot_->correlation_id;
  const SlotPhase phase = failure->code == "CANCELLED" ? SlotPhase::cancelled : SlotPhase::failed;
  co_return Ending{phase, failure->to_json()};
}

Error SlotRun::crashed(const WorkerLost& lost) const {
  Error error{.code = "WORKER_CRASHED",
              .message = lost.role + " was lost in attempt " + std::to_string(attempt_) + " of " +
                         std::to_string(config_.dispatches)};
  error.details["worker"] = lost.role;
  error.details["attempt"] = attempt_;
  error.details["max_attempts"] = config_.dispatches;
  if (lost.exit) error.details["exit"] = *lost.exit;
  return error;
}

// Another attempt takes at least the critical path at the cost model's medians.
bool SlotRun::deadline_allows_another() const {
  const StagePolicies& stages = config_.stages;
  const Duration path =
      std::max(stages.audio.median, stages.image.median) + stages.video.median + kClipAfterVideo;
  return env_.clock.now() + path <= slot_->deadline;
}

Task<boost::json::object> SlotRun::dispatch() {
  for (;;) {
    ++attempt_;
    WorkerLink* worker = co_await fleet_.acquire();
    Lease lease(fleet_, *worker, slot_->id);
    slot_->phase = SlotPhase::running;
    book_.tell(*slot_, "dispatched", {{"worker", worker->role()}, {"attempt", attempt_}});
    std::optional<WorkerLost> lost;
    try {
      co_return co_await attempt(*worker);
    } catch (const WorkerLost& gone) {
      lost = gone;
    }
    boost::json::object fields{{"worker", lost->role}, {"attempt", attempt_}};
    if (lost->exit) fields["exit"] = *lost->exit;
    book_.tell(*slot_, "worker_lost", std::move(fields));
    if (attempt_ >= config_.dispatches || !deadline_allows_another()) throw ErrorException(crashed(*lost));
  }
}

Task<boost::json::object> SlotRun::attempt(WorkerLink& worker) {
  worker.on_progress = [this](const StageProgress& step) {
    if (step.slot != slot_->id) return;
    book_.tell(*slot_, "progress", {{"stage", step.stage}, {"done", step.done}, {"total", step.total}});
  };
  co_await make_folder();
  auto audio = stage(worker, "audio");
  auto image = stage(worker, "image");
  auto first = co_await all(env_.loop, std::move(audio), std::move(image), grace(1));
  video_over_ = false;
  auto video = stage(worker, "video");
  auto clip_stage = clip(worker);
  auto second = co_await all(env_.loop, std::move(video), std::move(clip_stage), grace(1));
  std::vector<StageDone> stages;
  stages.push_back(std::move(first.first));
  stages.push_back(std::move(first.second));
  stages.push_back(std::move(second.first));
  stages.push_back(std::move(second.second));
  co_return slot_json(stages, worker);
}

// Not cancelled in its middle: the host would go on making the folder while the slot's end removes it.
Task<void> SlotRun::make_folder() {
  Shield shield(co_await this_strand());
  auto made = co_await env_.files.make_folder(folder(config_, slot_->id));
  if (!made) throw ErrorException(made.error());
}

Task<StageDone> SlotRun::clip(WorkerLink& worker) {
  while (!video_over_ && worker.keyframes(slot_->id) < kKeyframesBeforeClip) {
    if (worker.state() == WorkerLink::State::lost) throw WorkerLost{worker.role(), std::nullopt};
    co_await worker.changed.wait();
  }
  co_return co_await stage(worker, "clip");
}

Task<StageDone> SlotRun::stage(WorkerLink& worker, std::string_view name) {
  const StagePolicy& policy = config_.stages.of(name);
  const BackoffPolicy backoff{.first = policy.backoff, .retries = policy.retries};
  for (int retry = 0;; ++retry) {
    std::optional<Error> failure;
    try {
      co_return co_await stage_once(worker, name);
    } catch (const ErrorException& failed) {
      failure = failed.error();
    }
    boost::json::object fields{{"stage", std::string(name)}, {"error", failure->to_json()}};
    const bool again = retry < policy.retries && failure->kind().category == ErrorCategory::transient &&
                       worker.state() == WorkerLink::State::active;
    const Duration delay = backoff_delay(backoff, env_.random, slot_->id + std::string(name), retry);
    if (again) {
      fields["attempt"] = retry + 1;
      fields["max_attempts"] = policy.retries + 1;
      fields["next_retry_seconds"] = std::chrono::duration<double>(delay).count();
      fields["strategy"] = "exponential, full jitter";
    }
    book_.tell(*slot_, "stage_failed", std::move(fields));
    if (!again) throw ErrorException(*failure);
    co_await env_.sleep(delay);
  }
}

Task<StageDone> SlotRun::stage_once(WorkerLink& worker, std::string_view name) {
  book_.tell(*slot_, "stage_started", {{"stage", std::string(name)}, {"worker", worker.role()}});
  RunStage what{.slot = slot_->id,
                .stage = std::string(name),
                .attempt = ++stages_run_,
                .prompt = slot_->request.prompt,
                .script = slot_->request.script,
                .seed = slot_->request.seed,
                .folder = folder(config_, slot_->id)};
  const bool after_video = name == "clip";
  StageDone done =
      co_await worker.run_stage(std::move(what), [this, after_video] { return !after_video || video_over_; });
  if (name == "video") {
    video_over_ = true;
    worker.changed.notify();
  }
  book_.tell(*slot_, "checkpoint", {{"name", std::string(name) + "_complete"}, {"took_ms", done.took_ms}});
  co_return done;
}

boost::json::object SlotRun::slot_json(const std::vector<StageDone>& stages, const WorkerLink& worker) const {
  const Duration took = env_.clock.now() - slot_->accepted_at;
  boost::json::object breakdown;
  boost::json::array artefacts;
  boost::json::object scores;
  std::int64_t oom_recovered = 0;
  for (const StageDone& done : stages) {
    breakdown[done.stage + "_ms"] = done.took_ms;
    oom_recovered += done.oom_recovered;
    if (const auto* made = done.details.if_contains("artefacts"); made && made->is_array()) {
      for (const auto& artefact : made->get_array()) artefacts.push_back(artefact);
    }
    if (const auto* judged = done.details.if_contains("scores"); judged && judged->is_object()) {
      scores = judged->get_object();
    }
  }
  return {{"slot", slot_->id},
          {"correlation_id", slot_->correlation_id},
          {"generation_time_ms", milliseconds(took)},
          {"deadline_ms", as_ms(slot_->deadline - slot_->accepted_at)},
          {"deadline_met", slot_->accepted_at + took <= slot_->deadline},
          {"breakdown", std::move(breakdown)},
          {"scores", std::move(scores)},
          {"worker", worker.role()},
          {"attempts", attempt_},
          {"oom_recovered", oom_recovered},
          {"artefacts", std::move(artefacts)}};
}

}  // namespace slots
