#include "pipeline/director/slot_run.hpp"

#include "pipeline/director/metrics.hpp"
#include "pipeline/director/readiness.hpp"
#include "pipeline/protocol/artefact.hpp"
#include "pipeline/protocol/partial.hpp"

namespace slots {
namespace {

void append_artefacts(boost::json::array& all, const StageDone& done) {
  const auto* made = done.details.if_contains("artefacts");
  if (!made || !made->is_array()) return;
  for (const auto& artefact : made->get_array()) all.push_back(artefact);
}

std::vector<std::string> names_of(const std::vector<Artefact>& files) {
  std::vector<std::string> names;
  for (const Artefact& file : files) names.push_back(file.name);
  return names;
}

}  // namespace

Error cancelled_by_client() {
  return Error{.code = "CANCELLED", .message = "the slot was cancelled by its client"};
}

// The worker is this slot's while the lease lives; what the slot holds there is freed with it.
struct SlotRun::Lease {
  Lease(Placement& the_placement, WorkerPtr the_worker, SlotPtr the_slot)
      : placement(the_placement), worker(std::move(the_worker)), slot(std::move(the_slot)) {}
  ~Lease() {
    worker->release(slot->id, slot->correlation_id);
    placement.give_back(*worker);
  }
  Lease(const Lease&) = delete;

  Placement& placement;
  WorkerPtr worker;
  SlotPtr slot;
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
    const auto* partial = ending ? partial_of(ending->result) : nullptr;
    co_await keep_only(partial ? names_of(artefacts_of(*partial).value()) : std::vector<std::string>{});
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
    failure = too_late();
  } catch (const Cancelled&) {
    if (!slot_->cancel_requested) co_return std::nullopt;
    failure = cancelled_by_client();
  } catch (const ErrorException& failed) {
    failure = failed.error();
  } catch (const std::exception& wrong) {  // a slot that nobody settles would hold up its client, and a drain
    env_.log.event("slot_run_broke",
                   {{"slot", slot_->id}, {"correlation_id", slot_->correlation_id}, {"why", wrong.what()}});
    failure = Error{.code = "INTERNAL", .message = "the director could not run the slot; its log says why"};
  }
  failure->correlation_id = slot_->correlation_id;
  const SlotPhase phase = failure->code == "CANCELLED" ? SlotPhase::cancelled : SlotPhase::failed;
  co_return Ending{phase, failure->to_json()};
}

// A deadline that passed while nobody could serve is what followed, not what went wrong.
Error SlotRun::too_late() const {
  const std::int64_t deadline_ms = as_ms(slot_->deadline - slot_->accepted_at);
  Error error{
      .code = "DEADLINE_EXCEEDED",
      .message = "the slot was not done within its deadline of " + std::to_string(deadline_ms) + " ms"};
  if (auto why = waits_ ? placement_.why_unserved() : std::nullopt) {
    why->message += "; no worker could be had within the deadline of " + std::to_string(deadline_ms) + " ms";
    error = std::move(*why);
  } else if (dispatch_ == 0) {
    say_why_nobody_took_it(error);
  }
  error.details["deadline_ms"] = deadline_ms;
  error.details["deadline_met"] = false;
  return error;
}

void SlotRun::say_why_nobody_took_it(Error& failure) const {
  const Readiness workers = placement_.readiness();
  if (workers.ready) return;
  failure.message += "; no worker could make it:";
  add_reasons(failure, workers);
}

Error SlotRun::crashed(const WorkerLost& lost) const {
  Error error{.code = "WORKER_CRASHED",
              .message = lost.id + " was lost in dispatch " + std::to_string(dispatch_) + " of " +
                         std::to_string(config_.dispatches)};
  if (lost.why && (lost.why->code == "GPU_LOST" || lost.why->code == "MODEL_CORRUPTED")) {
    error = *lost.why;
  } else if (lost.why) {
    error.message += ": " + lost.why->message;
    error.details["cause"] = lost.why->to_json();
  }
  error.details["worker"] = lost.id;
  error.details["dispatch"] = dispatch_;
  error.details["max_dispatches"] = config_.dispatches;
  if (lost.exit) error.details["exit"] = *lost.exit;
  return error;
}

// What is left after losing a worker takes at least the critical path at the cost model's medians.
recovery::Decision SlotRun::decide_on_dispatch(const Error& failure, std::optional<std::int64_t> lost_on) {
  const BackoffPolicy at_once{.first = 0s, .cap = 0s, .retries = static_cast<int>(config_.dispatches) - 1};
  const recovery::Deadline deadline{
      .now = env_.clock.now(), .at = slot_->deadline, .takes = config_.stages.critical_path()};
  recovery::Breakers breakers;
  if (failure.code == "GPU_LOST" && lost_on && placement_.nothing_replaces(*lost_on)) {
    breakers.asked = "card " + std::to_string(*lost_on);
    breakers.open[breakers.asked] = config_.restart.first;  // nobody looks at it sooner
  }
  const auto decision =
      recovery::decide(recovery::Place::dispatch, failure, {.retries = dispatch_ - 1 - forgiven_}, at_once,
                       deadline, retries_.budget(recovery::Place::dispatch), breakers, 0);
  book_.tell(*slot_, "decided", recovery::as_fields(decision, failure));
  retries_.decided(decision);
  return decision;
}

Task<boost::json::object> SlotRun::dispatch() {
  for (std::optional<std::int64_t> lost_on;;) {
    waits_ = true;
    WorkerPtr worker = co_await placement_.acquire(*slot_, lost_on);
    waits_ = false;
    const Lease lease(placement_, worker, slot_);
    if (++dispatch_ == 1) retries_.tried(recovery::Place::dispatch);
    book_.begin(*slot_);
    env_.metrics.count(metrics::kDispatches, {{"worker", worker->id()}});
    book_.tell(*slot_, "dispatched",
               {{"worker", worker->id()},
                {"generation", worker->identity().generation},
                {"device", worker->identity().device},
                {"backend", worker->backend()},
                {"dispatch", dispatch_}});
    std::optional<WorkerLost> lost;
    try {
      co_return co_await run_stages(*worker);
    } catch (const WorkerLost& gone) {
      lost = gone;
    }
    boost::json::object fields{{"worker", lost->id}, {"dispatch", dispatch_}};
    if (lost->exit) fields["exit"] = *lost->exit;
    if (lost->why) fields["error"] = lost->why->to_json();
    if (lost->blameless) fields["co_runner"] = true;
    forgiven_ += lost->blameless ? 1 : 0;
    const bool stays = lost->why && lost->why->code == "MODEL_CORRUPTED";
    book_.tell(*slot_, stays ? "weights_corrupted" : "worker_lost", std::move(fields));
    Error failure = crashed(*lost);
    lost_on = lost->blameless ? std::nullopt : std::optional(worker->identity().device);
    const auto decision = decide_on_dispatch(failure, lost_on);
    if (!decision.again()) {
      failure = recovery::as_told(std::move(failure), decision);
      if (!done_.empty() && !stays) failure.details[kPartial] = partial();
      throw ErrorException(failure);
    }
  }
}

Task<boost::json::object> SlotRun::run_stages(WorkerLink& worker) {
  worker.on_progress = [this](const StageProgress& step) {
    if (step.slot != slot_->id) return;
    book_.tell(*slot_, "progress", {{"stage", name(step.stage)}, {"done", step.done}, {"total", step.total}});
  };
  done_.clear();
  co_await make_folder();
  auto audio = stage(worker, Stage::audio);
  auto image = stage(worker, Stage::image);
  auto first = co_await all(env_.loop, std::move(audio), std::move(image), grace(1));
  video_over_ = false;
  auto video = stage(worker, Stage::video);
  auto clip_stage = clip(worker);
  auto second = co_await all(env_.loop, std::move(video), std::move(clip_stage), grace(1));
  std::vector<StageDone> stages;
  stages.push_back(std::move(first.first));
  stages.push_back(std::move(first.second));
  stages.push_back(std::move(second.first));
  stages.push_back(std::move(second.second));
  co_return slot_json(stages, worker);
}

boost::json::object SlotRun::partial() const {
  boost::json::array stages, artefacts;
  for (const StageDone& done : done_) {
    stages.push_back(boost::json::value(name(done.stage)));
    append_artefacts(artefacts, done);
  }
  return {{"stages", std::move(stages)}, {"artefacts", std::move(artefacts)}};
}

// Of the slot's folder; without any of them the folder goes, too. What a stage had only begun is not among
// them.
Task<void> SlotRun::keep_only(std::vector<std::string> files) {
  const std::string all = folder(config_, slot_->id), kept = all + ".partial";
  if (!files.empty()) co_await env_.files.make_folder(kept);
  for (const std::string& file : files) co_await env_.files.rename(all + "/" + file, kept + "/" + file);
  co_await env_.files.remove_all(all);
  if (files.empty()) co_return;
  co_await env_.files.make_folder(all);
  for (const std::string& file : files) co_await env_.files.rename(kept + "/" + file, all + "/" + file);
  co_await env_.files.remove_all(kept);
}

// Not cancelled in its middle: the host would go on making the folder while the slot's end removes it.
Task<void> SlotRun::make_folder() {
  Shield shield(co_await this_strand());
  if (dispatch_ > 1) co_await env_.files.remove_all(folder(config_, slot_->id));  // half results
  auto made = co_await env_.files.make_folder(folder(config_, slot_->id));
  if (!made) throw ErrorException(made.error());
}

Task<StageDone> SlotRun::clip(WorkerLink& worker) {
  while (!video_over_ && worker.keyframes(slot_->id) < kKeyframesBeforeClip) {
    if (worker.duty() == Duty::lost) throw worker.as_lost();
    co_await worker.changed.wait();
  }
  co_return co_await stage(worker, Stage::clip);
}

Task<StageDone> SlotRun::stage(WorkerLink& worker, Stage which) {
  for (int retry = 0;; ++retry) {
    std::optional<Error> failure;
    if (retry == 0) retries_.tried(recovery::Place::stage);
    try {
      co_return co_await stage_once(worker, which);
    } catch (const ErrorException& failed) {
      failure = failed.error();
    }
    const auto decision = decide_on_stage(worker, which, *failure, retry);
    retries_.decided(decision);
    boost::json::object fields = recovery::as_fields(decision, *failure);
    fields["stage"] = name(which);
    fields["error"] = failure->to_json();
    book_.tell(*slot_, "stage_failed", std::move(fields));
    if (!decision.again()) throw ErrorException(recovery::as_told(*failure, decision));
    co_await env_.sleep(decision.delay);
  }
}

recovery::Decision SlotRun::decide_on_stage(const WorkerLink& worker, Stage which, const Error& failure,
                                            int retries) {
  const StagePolicy& policy = config_.stages.of(which);
  const bool worker_stays = worker.duty() == Duty::active;
  const BackoffPolicy backoff{.first = policy.backoff, .retries = worker_stays ? policy.retries : 0};
  const double draw = env_.random.unit(slot_->id + name(which), static_cast<std::uint64_t>(retries));
  return recovery::decide(recovery::Place::stage, failure, {.retries = retries}, backoff, {},
                          retries_.budget(recovery::Place::stage), {}, draw);
}

Task<StageDone> SlotRun::stage_once(WorkerLink& worker, Stage which) {
  book_.tell(*slot_, "stage_started", {{"stage", name(which)}, {"worker", worker.id()}});
  RunStage what{.slot = slot_->id,
                .stage = which,
                .run = ++stages_run_,
                .correlation_id = slot_->correlation_id,
                .prompt = slot_->request.prompt,
                .script = slot_->request.script,
                .seed = slot_->request.seed,
                .folder = folder(config_, slot_->id)};
  const bool after_video = which == Stage::clip;
  StageDone done =
      co_await worker.run_stage(std::move(what), [this, after_video] { return !after_video || video_over_; });
  const Duration took =
      std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>(done.took_ms));
  placement_.took(worker, which, after_video ? env_.clock.now() - video_over_at_ : took);
  if (which == Stage::video) {
    video_over_ = true;
    video_over_at_ = env_.clock.now();
    worker.changed.notify();
  }
  env_.metrics.observe(metrics::kStageSeconds, took, {{"stage", name(which)}});
  done_.push_back(done);
  book_.tell(*slot_, "checkpoint",
             {{"name", std::string(name(which)) + "_complete"}, {"took_ms", done.took_ms}});
  co_return done;
}

boost::json::object SlotRun::slot_json(const std::vector<StageDone>& stages, const WorkerLink& worker) const {
  const Duration took = env_.clock.now() - slot_->accepted_at;
  boost::json::object breakdown;
  boost::json::array artefacts;
  boost::json::object scores;
  std::int64_t oom_recovered = 0;
  for (const StageDone& done : stages) {
    breakdown[std::string(name(done.stage)) + "_ms"] = done.took_ms;
    oom_recovered += done.oom_recovered;
    append_artefacts(artefacts, done);
    if (const auto* judged = done.details.if_contains("scores"); judged && judged->is_object()) {
      scores = judged->get_object();
    }
  }
  boost::json::object json{{"slot", slot_->id},
                           {"correlation_id", slot_->correlation_id},
                           {"generation_time_ms", milliseconds(took)},
                           {"deadline_ms", as_ms(slot_->deadline - slot_->accepted_at)},
                           {"deadline_met", slot_->accepted_at + took <= slot_->deadline},
                           {"breakdown", std::move(breakdown)},
                           {"scores", std::move(scores)},
                           {"worker", worker.id()},
                           {"backend", worker.backend()},
                           {"dispatches", dispatch_},
                           {"oom_recovered", oom_recovered},
                           {"artefacts", std::move(artefacts)}};
  if (!worker.passed_over().empty()) {
    json["fallback"] = Error{.code = "BACKEND_FALLBACK",
                             .message = "made on " + worker.backend() + ", since " + worker.passed_over()}
                           .to_json();
  }
  return json;
}

}  // namespace slots
