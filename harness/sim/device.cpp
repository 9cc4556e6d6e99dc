#include "harness/sim/device.hpp"

#include <csignal>

#include "harness/sim/process.hpp"
#include "pipeline/protocol/bytes.hpp"

namespace ordeal::sim {
namespace {

// cudaError_t of the CUDA runtime API.
constexpr int kOutOfMemory = 2, kIllegalAddress = 700, kAssert = 710, kLaunchFailure = 719;

// One stage under the cost model, profile tiny (bytes and counts as SimGPU has them at 1/1000 of the real
// card).
struct Cost {
  std::int64_t steps;         // progress reports
  std::uint64_t launches;     // over the whole stage
  std::uint64_t allocations;  // over the whole stage, one scratch buffer each
  std::uint64_t scratch;      // bytes, at most at a time
};
constexpr slots::ByStage<Cost> kCosts{
    {{{23, 2523, 23, 20'000}, {4, 49, 8, 30'000}, {23, 4434, 23, 150'000}, {5, 169, 5, 10'000}}}};
constexpr std::uint64_t kModels = 10'800'000;  // bytes: 6.0 + 3.5 + 0.4 + 0.9 GB, 1/1000
constexpr slots::Duration kLoadTime = std::chrono::milliseconds(300),
                          kCheckTime = std::chrono::milliseconds(1);
constexpr double kClipAfterVideo = 2.0 / 7;  // share of clip that needs the last keyframe
constexpr std::int64_t kFrames = 1080, kChunk = 48;
constexpr std::int64_t kKeyframes[] = {0, 270, 540, 810, 1079};

std::int64_t keyframes_before(std::int64_t frame) {
  std::int64_t count = 0;
  for (const std::int64_t key : kKeyframes) count += key < frame;
  return count;
}

}  // namespace

std::uint64_t launches_of(slots::Stage stage) {
  return kCosts[stage].launches;
}

struct Device::Stage {
  slots::StageRequest request;
  const Cost& cost;
  slots::Time began{0};
  std::int64_t oom_recovered = 0;
};

class Device::Scratch {
 public:
  Scratch(Card& card, const Process& owner) : card_(card), owner_(owner) {}
  ~Scratch() {
    if (!owner_.dead()) card_.give(owner_.role(), held_);
  }
  Scratch(const Scratch&) = delete;
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

slots::Error Device::out_of_memory(const Stage& stage, std::uint64_t bytes) const {
  const std::uint64_t free = card().free(), capacity = card().capacity();
  return {.code = "CUDA_OUT_OF_MEMORY",
          .message = slots::in_words(stage.request.what.stage) + " needs " + slots::human_bytes(bytes) +
                     ", " + slots::human_bytes(free) + " free of " + slots::human_bytes(capacity),
          .details = {{"stage", slots::name(stage.request.what.stage)},
                      {"required_bytes", bytes},
                      {"available_bytes", free},
                      {"capacity_bytes", capacity}}};
}

Device::Device(World& world, Process& owner) : world_(world), owner_(owner), video_complete_(world.loop()) {}

Card& Device::card() const {
  return world_.card(index_);
}

slots::Task<slots::Result<void>> Device::load(slots::DeviceSettings settings) {
  index_ = settings.index;
  co_await owner_.call("device.load");
  co_await slots::Sleep(world_.loop(), world_.now() + kLoadTime);
  if (!loaded_ && !card().take(owner_.role(), kModels)) {
    co_return slots::Error{.code = "CUDA_OUT_OF_MEMORY",
                           .message = "the models need " + std::to_string(kModels) + " bytes, " +
                                      std::to_string(card().free()) + " bytes are free"};
  }
  loaded_ = true;
  co_return slots::Result<void>{};
}

slots::Task<slots::DeviceStatus> Device::check() {
  co_await owner_.call("device.check");
  co_await slots::Sleep(world_.loop(), world_.now() + kCheckTime);
  co_return slots::DeviceStatus{.computes = !poisoned_,
                                .memory_used_bytes = static_cast<std::int64_t>(card().used_by(owner_.role())),
                                .memory_capacity_bytes = static_cast<std::int64_t>(card().capacity())};
}

slots::Task<slots::Result<void>> Device::verify_weights() {
  co_await owner_.call("device.verify");
  co_await slots::Sleep(world_.loop(), world_.now() + kCheckTime);
  co_return slots::Result<void>{};
}

slots::Task<std::optional<slots::Error>> Device::carry_out(Stage& stage, const rule::Strike& strike,
                                                           std::uint64_t bytes) {
  const slots::Stage which = stage.request.what.stage;
  if (strike.action == ORDEAL_ERROR) owner_.did(strike);
  if (strike.action == ORDEAL_ERROR && strike.error == kOutOfMemory) co_return out_of_memory(stage, bytes);
  if (strike.action == ORDEAL_ERROR) {
    poisoned_ |= strike.error == kIllegalAddress || strike.error == kAssert || strike.error == kLaunchFailure;
    co_return slots::Error{
        .code = "CUDA_ERROR",
        .message = "CUDA error " + std::to_string(strike.error) + " in the " + slots::in_words(which),
        .details = {{"stage", slots::name(which)}, {"cuda_error", strike.error}}};
  }
  // A launched kernel hears no cancellation.
  std::optional<slots::Shield> shield;
  if (strike.action == ORDEAL_HANG) shield.emplace(co_await slots::this_strand());
  co_await owner_.wait_as(strike);
  co_return std::nullopt;
}

slots::Task<std::optional<slots::Error>> Device::site(Stage& stage, std::uint32_t operation,
                                                      std::uint64_t bytes) {
  const slots::RunStage& what = stage.request.what;
  if (!owner_.watched(operation)) co_return std::nullopt;
  const rule::Strikes strikes = owner_.reach({.operation = operation,
                                              .stage = slots::name(what.stage),
                                              .slot = what.slot,
                                              .device = index_,
                                              .amount = bytes});
  for (const rule::Strike& strike : strikes) {
    auto failure = co_await carry_out(stage, strike, bytes);
    if (failure) co_return failure;
  }
  co_return std::nullopt;
}

// Clip has read all keyframes but the last; the rest of it begins when video has ended.
slots::Task<std::optional<slots::Error>> Device::wait_for_video(Stage& stage) {
  while (videos_[stage.request.what.slot] != Video::complete) co_await video_complete_.wait();
  stage.began =
      world_.now() - std::chrono::duration_cast<slots::Duration>(stage.request.pace * (1 - kClipAfterVideo));
  co_return std::nullopt;
}

slots::Task<std::optional<slots::Error>> Device::compute(Stage& stage,
                                                         slots::Channel<slots::StageProgress>& progress) {
  const Cost& cost = stage.cost;
  const slots::RunStage& what = stage.request.what;
  const bool is_clip = what.stage == slots::Stage::clip;
  std::uint64_t launched = 0, allocated = 0;
  Scratch scratch(card(), owner_);
  for (std::int64_t step = 1; step <= cost.steps; ++step) {
    const std::uint64_t allocations =
        cost.allocations * static_cast<std::uint64_t>(step) / static_cast<std::uint64_t>(cost.steps);
    for (; allocated < allocations; ++allocated) {
      const std::uint64_t bytes = cost.scratch / cost.allocations;
      auto failure = co_await site(stage, ORDEAL_ALLOC, bytes);
      if (failure) co_return failure;
      if (!scratch.take(bytes)) co_return out_of_memory(stage, bytes);
    }
    if (is_clip && step == cost.steps) co_await wait_for_video(stage);
    const std::uint64_t launches =
        cost.launches * static_cast<std::uint64_t>(step) / static_cast<std::uint64_t>(cost.steps);
    // Without a rule for launches, a step is one sleep; with one, every launch has its own time.
    const bool watched = owner_.watched(ORDEAL_LAUNCH);
    while (launched < launches) {
      launched = watched ? launched + 1 : launches;
      const double share = static_cast<double>(launched) / static_cast<double>(cost.launches);
      co_await slots::Sleep(world_.loop(), stage.began + std::chrono::duration_cast<slots::Duration>(
                                                             stage.request.pace * share));
      auto failure = co_await site(stage, ORDEAL_LAUNCH, 0);
      if (failure) co_return failure;
    }
    progress.push({.slot = what.slot,
                   .stage = what.stage,
                   .run = what.run,
                   .done = step,
                   .total = cost.steps,
                   .keyframes = what.stage == slots::Stage::video
                                    ? keyframes_before(std::min(step * kChunk, kFrames))
                                    : 0});
  }
  co_return co_await site(stage, ORDEAL_SYNCHRONIZE, 0);
}

// After out of memory everything of the stage is freed and it runs once more.
slots::Task<std::optional<slots::Error>> Device::attempt(Stage& stage,
                                                         slots::Channel<slots::StageProgress>& progress) {
  for (int retry = 0;; ++retry) {
    stage.began = world_.now();
    auto failure = co_await compute(stage, progress);
    if (!failure || failure->code.text != "CUDA_OUT_OF_MEMORY" || retry >= stage.request.oom_retries) {
      if (!failure) stage.oom_recovered = retry;
      co_return failure;
    }
  }
}

slots::Task<slots::Result<slots::StageDone>> Device::run(slots::StageRequest request,
                                                         slots::Channel<slots::StageProgress>& progress) {
  const slots::RunStage what = request.what;
  co_await owner_.call("device.run", what.slot);
  Stage stage{.request = std::move(request), .cost = kCosts[what.stage]};
  const slots::Time began = world_.now();
  if (what.stage == slots::Stage::video) videos_[what.slot] = Video::running;
  bool cancelled = false;
  std::optional<slots::Error> failure;
  try {
    failure = co_await attempt(stage, progress);
  } catch (const slots::Cancelled&) {
    cancelled = true;
  }
  if (cancelled) {
    co_return slots::Error{.code = "CANCELLED",
                           .message = "the " + slots::in_words(what.stage) + " was cancelled"};
  }
  if (failure) co_return *failure;
  if (what.stage == slots::Stage::video) {
    videos_[what.slot] = Video::complete;
    video_complete_.notify();
  }
  slots::StageDone done{.slot = what.slot,
                        .stage = what.stage,
                        .run = what.run,
                        .took_ms = slots::milliseconds(world_.now() - began),
                        .oom_recovered = stage.oom_recovered};
  if (what.stage == slots::Stage::clip) done.details["scores"] = {{"b", 0.99}, {"l", 0.99}, {"score", 0.99}};
  co_return done;
}

}  // namespace ordeal::sim
