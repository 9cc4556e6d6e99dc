// A stage on the simulated device: its allocations and launches in virtual time, and what strikes there.
#include <stdexcept>

#include "faults/rule/rule.hpp"
#include "harness/sim/device.hpp"
#include "harness/sim/process.hpp"
#include "pipeline/env/cuda_errors.hpp"
#include "pipeline/protocol/slot_shape.hpp"

namespace ordeal::sim {
namespace {

constexpr double kClipAfterVideo = 2.0 / 7;  // share of clip that needs the last keyframe

// Of `total` spread evenly over a stage's steps: what is due when `step` of them are done.
std::uint64_t due(std::uint64_t total, int step, int steps) {
  return total * static_cast<std::uint64_t>(step) / static_cast<std::uint64_t>(steps);
}

}  // namespace

struct Device::Run {
  slots::StageRequest request;
  slots::Channel<slots::StageProgress>& progress;
  const slots::StageCosts& costs;
  slots::Time began{0};     // its first launch falls due from here on
  slots::Duration pace{0};  // how long it takes, on this card as it is now
  std::uint64_t allocated = 0, launched = 0;
  int oom_recovered = 0;
  bool nan = false;  // what comes of it are no numbers

  slots::Stage stage() const { return request.what.stage; }
  const std::string& slot() const { return request.what.slot; }
  int steps() const { return slots::kSteps[stage()]; }
};

class Device::Scratch {
 public:
  Scratch(Card& card, const Process& owner) : card_(card), owner_(owner) {}
  ~Scratch() {
    if (!owner_.dead()) card_.give(owner_.role(), held_);
  }
  Scratch(const Scratch&) = delete;
  std::uint64_t held() const { return held_; }
  bool take(std::uint64_t bytes) {
    if (!card_.take(owner_.role(), bytes)) return false;
    held_ += bytes;
    return true;
  }

 private:
  Card& card_;
  const Process& owner_;
  std::uint64_t held_ = 0;
};

// A stage's time on the card, and what it leaves behind there where it leaks.
class Device::Visit {
 public:
  Visit(Card& card, const Process& owner, slots::Stage stage) : card_(card), owner_(owner), stage_(stage) {
    if (card.slow_factor > 1) ++card.slowed;
  }
  ~Visit() {
    if (owner_.dead() || card_.leaking != stage_ || card_.leak == 0) return;
    const int turns = stage_ == slots::Stage::clip ? slots::kSteps[stage_] : 1;  // as on SimGPU
    for (int n = 0; n < turns; ++n) card_.leaks += card_.take(owner_.role(), card_.leak) ? 1 : 0;
  }
  Visit(const Visit&) = delete;

 private:
  Card& card_;
  const Process& owner_;
  slots::Stage stage_;
};

// The memory that was reserved for a stage is free for others from the end of its attempt on.
class Device::Reservation {
 public:
  Reservation(slots::VramLedger& ledger, slots::Stage stage) : ledger_(ledger), stage_(stage) {}
  ~Reservation() { ledger_.release(stage_); }
  Reservation(const Reservation&) = delete;

 private:
  slots::VramLedger& ledger_;
  slots::Stage stage_;
};

// The weights lie on the card as a stage begins.
void Device::rest(slots::Stage stage) {
  if (on_host_ || !owner_.watched(ORDEAL_REST)) return;
  const rule::Strikes strikes = owner_.reach({.operation = ORDEAL_REST,
                                              .stage = slots::name(stage),
                                              .device = index_,
                                              .amount = world_.options().costs.models_bytes()});
  for (const rule::Strike& strike : strikes) {
    corrupt_ = true;
    owner_.did(strike);
  }
}

Device::Failure Device::show_late_error(const std::string& stage, const std::string& what) {
  if (!late_) return std::nullopt;
  const Late late = *std::exchange(late_, std::nullopt);
  owner_.did(late.strike);
  slots::DeviceError error = error_of(late.strike.error, ORDEAL_SYNCHRONIZE, 0);
  error.stage = slots::name(late.stage);
  return failure(error, stage, what);
}

slots::Task<Device::Failure> Device::carry_out(Run& run, const rule::Strike& strike, std::uint32_t operation,
                                               std::uint64_t bytes) {
  if (strike.action == ORDEAL_ERROR) {
    owner_.did(strike);
    co_return failure(error_of(strike.error, operation, bytes), slots::name(run.stage()),
                      slots::in_words(run.stage()));
  }
  if (strike.action == ORDEAL_FAIL_LATER) {
    if (!late_) late_ = Late{strike, run.stage()};
    co_return std::nullopt;
  }
  if (strike.action == ORDEAL_MAKE_NAN) {
    run.nan = true;
    owner_.did(strike);
    co_return std::nullopt;
  }
  // A launched kernel hears no cancellation.
  const slots::Shield shield(co_await slots::this_strand());
  co_await owner_.wait_as(strike);
  co_return std::nullopt;
}

slots::Task<Device::Failure> Device::site(Run& run, std::uint32_t operation, std::uint64_t bytes, int step) {
  if (const auto error = spoilt()) {
    co_return failure(*error, slots::name(run.stage()), slots::in_words(run.stage()));
  }
  if (operation == ORDEAL_SYNCHRONIZE) {
    if (auto failed = show_late_error(slots::name(run.stage()), slots::in_words(run.stage())))
      co_return failed;
  }
  if (on_host_ || !owner_.watched(operation)) co_return std::nullopt;
  const rule::Strikes strikes = owner_.reach({.operation = operation,
                                              .stage = slots::name(run.stage()),
                                              .slot = run.slot(),
                                              .step = step,
                                              .device = index_,
                                              .amount = bytes});
  for (const rule::Strike& strike : strikes) {
    auto failed = co_await carry_out(run, strike, operation, bytes);
    if (failed) co_return failed;
  }
  co_return std::nullopt;
}

// The last keyframe comes with the end of video, and the rest of clip begins then, however long it waited.
slots::Task<Device::Failure> Device::wait_for_keyframe(Run& run, int step) {
  const slots::Time since = world_.now();
  while (slots_[run.slot()].keyframes < step) {
    if (const auto& code = slots_[run.slot()].video_ended) co_return slots::without_keyframes(*code);
    co_await keyframes_changed_.wait();
  }
  run.began += world_.now() - since;
  if (step == run.steps()) {
    run.began = world_.now() - std::chrono::duration_cast<slots::Duration>(run.pace * (1 - kClipAfterVideo));
  }
  co_return std::nullopt;
}

slots::Task<Device::Failure> Device::allocate(Run& run, Scratch& scratch, int step) {
  const std::uint64_t count = due(run.costs.allocations, step, run.steps());
  const std::uint64_t bytes = run.costs.allocated_bytes / run.costs.allocations;
  for (const bool watched = owner_.watched(ORDEAL_ALLOC); run.allocated < count;) {
    run.allocated = watched ? run.allocated + 1 : count;
    auto failed = co_await site(run, ORDEAL_ALLOC, bytes, step);
    if (failed) co_return failed;
  }
  const std::uint64_t more = due(run.costs.peak_bytes, step, run.steps()) - scratch.held();
  if (on_host_ || scratch.take(more)) co_return std::nullopt;
  co_return failure(no_memory_for(more), slots::name(run.stage()), slots::in_words(run.stage()));
}

// Without a rule for launches, a step is one sleep; with one, every launch has its own time.
slots::Task<Device::Failure> Device::launch(Run& run, int step) {
  const std::uint64_t count = due(run.costs.launches, step, run.steps());
  for (const bool watched = owner_.watched(ORDEAL_LAUNCH); run.launched < count;) {
    run.launched = watched ? run.launched + 1 : count;
    const double share = static_cast<double>(run.launched) / static_cast<double>(run.costs.launches);
    co_await slots::Sleep(world_.loop(),
                          run.began + std::chrono::duration_cast<slots::Duration>(run.pace * share));
    auto failed = co_await site(run, ORDEAL_LAUNCH, 0, step);
    if (failed) co_return failed;
  }
  co_return std::nullopt;
}

void Device::tell(const Run& run, int step) const {
  run.progress.push({.slot = run.slot(),
                     .stage = run.stage(),
                     .run = run.request.what.run,
                     .done = step,
                     .total = run.steps(),
                     .keyframes = run.stage() == slots::Stage::video ? slots::keyframes_in(step) : 0});
}

slots::Task<Device::Failure> Device::compute(Run& run) {
  run.began = world_.now();
  run.pace = run.request.pace * static_cast<std::int64_t>(on_host_ ? 1 : card().slow_factor);
  run.allocated = run.launched = 0;
  Scratch scratch(card(), owner_);
  std::optional<Visit> visit;
  if (!on_host_) visit.emplace(card(), owner_, run.stage());
  for (int step = 1; step <= run.steps(); ++step) {
    if (run.stage() == slots::Stage::clip) {
      auto failed = co_await wait_for_keyframe(run, step);
      if (failed) co_return failed;
    }
    if (step == 1) tell(run, 0);
    auto failed = co_await allocate(run, scratch, step);
    if (!failed) failed = co_await launch(run, step);
    if (!failed) failed = co_await site(run, ORDEAL_COPY, 0, step);  // what the step has made, to the host
    if (failed) co_return failed;
    if (run.stage() == slots::Stage::video) {
      int& keyframes = slots_[run.slot()].keyframes;
      keyframes = std::max(keyframes, slots::keyframes_in(step));
      keyframes_changed_.notify();
    }
    tell(run, step);
  }
  auto failed = co_await site(run, ORDEAL_SYNCHRONIZE, 0, run.steps());
  if (!failed && run.nan)
    failed =
        slots::rejected(slots::name(run.stage()), slots::in_words(run.stage()), "its values are no numbers");
  co_return failed;
}

slots::Task<Device::Failure> Device::attempt(slots::Stage stage, Run* run) {
  if (on_host_) co_return run ? co_await compute(*run) : Failure();
  if (loaded_) look_for_leak();
  const auto answer = ledger_.reserve(stage, memory());
  if (answer.shortage) co_return slots::over_budget(*answer.shortage, label(), stage);
  const Reservation reservation(ledger_, stage);
  carry_out(answer);
  Failure failed;
  if (!ledger_.resident(stage)) failed = co_await load(stage);
  if (!failed && run) failed = co_await compute(*run);
  co_return failed;
}

// The device's own new attempts among them.
slots::Task<Device::Failure> Device::run_until_done(Run& run) {
  for (int failures = 0;;) {
    auto failed = co_await attempt(run.stage(), &run);
    if (failed && failed->code == "CUDA_OUT_OF_MEMORY") card().cache_emptied();
    if (!failed) run.oom_recovered = failures;
    if (!failed || !slots::runs_again(*failed, ++failures, run.request.oom_retries)) co_return failed;
  }
}

void Device::end(const Run& run, const Failure& failure) {
  Slot& slot = slots_[run.slot()];
  slot.complete[run.stage()] |= !failure;
  if (failure) poisoned_ |= failure->fatal;
  if (run.stage() != slots::Stage::video) return;
  if (failure) slot.video_ended = failure->code;
  keyframes_changed_.notify();
}

slots::Task<slots::Result<slots::StageDone>> Device::run(slots::StageRequest request,
                                                         slots::Channel<slots::StageProgress>& progress) {
  const slots::RunStage what = request.what;
  co_await owner_.call("device.run", what.slot);
  if (!loaded_) {
    co_return slots::as_error(slots::not_loaded(slots::name(what.stage), slots::in_words(what.stage)));
  }
  Run run{.request = std::move(request),
          .progress = progress,
          .costs = world_.options().costs.stages[what.stage]};
  if (run.costs.launches == 0 || run.costs.allocations == 0) {
    throw std::logic_error("this simulated world does not know what a " + slots::in_words(what.stage) +
                           " costs: see Options::costs");
  }
  rest(what.stage);
  Slot& slot = slots_[what.slot];
  if (what.stage == slots::Stage::video) slot.video_ended.reset();
  const slots::Time began = world_.now();
  Failure failed = slots::out_of_order(what.stage, slot.complete);
  try {
    if (!failed) failed = co_await run_until_done(run);
  } catch (const slots::Cancelled&) {
    failed = slots::cancelled(slots::name(what.stage), slots::in_words(what.stage));
  }
  end(run, failed);
  if (failed) co_return slots::as_error(*failed);
  slots::StageDone done{.slot = what.slot,
                        .stage = what.stage,
                        .run = what.run,
                        .took_ms = slots::milliseconds(world_.now() - began),
                        .oom_recovered = run.oom_recovered};
  done.details["launches"] = run.launched;
  if (what.stage == slots::Stage::clip) done.details["scores"] = {{"b", 0.99}, {"l", 0.99}, {"score", 0.99}};
  co_return done;
}

}  // namespace ordeal::sim
