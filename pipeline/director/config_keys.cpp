#include "pipeline/director/config_keys.hpp"

namespace slots {
namespace {

constexpr auto kLongest = 24h;                             // no waiting period or limit is meant to be longer
constexpr std::int64_t kLargestCard = 10'000'000'000'000;  // bytes
// Of what happens again and again: less would be a busy loop.
constexpr auto kShortest = 1ms;

}  // namespace

// Found by Keys through the struct's namespace, like that of DirectorConfig.
static void keys(Keys& key, StagePolicy& stage) {
  key.optional("limit", stage.limit, within(kShortest, kLongest));
  key.optional("retries", stage.retries, within(0, 100));
  key.optional("backoff", stage.backoff, within(0ms, kLongest));
  key.optional("median", stage.median, within(0ms, kLongest));
}

static void keys(Keys& key, BackoffPolicy& backoff) {
  key.optional("first", backoff.first, within(kShortest, kLongest));
  key.optional("cap", backoff.cap, within(kShortest, kLongest));
}

static void keys(Keys& key, CrashLoopPolicy& loop) {
  key.optional("crashes", loop.crashes, within(1, 1000));
  key.optional("within", loop.within, within(kShortest, kLongest));
  key.optional("rest", loop.rest, within(kShortest, kLongest));
}

static void keys(Keys& key, RetryBudgetPolicy& retries) {
  key.optional("at_least_a_minute", retries.at_least_a_minute, within(0, 1'000'000));
  key.optional("share", retries.share, within(0.0, 1.0));
}

static void keys(Keys& key, StagePolicies& stages) {
  for (const Stage stage : kStages) key.optional(name(stage), stages.of(stage));
}

void keys(Keys& key, DirectorConfig& config) {
  key("data", config.data, not_empty());
  key.optional("listen", config.listen, not_empty());
  key.optional("logs", config.logs);
  key.optional("profile", config.profile, not_empty());
  key.optional("device", config.device, not_empty());
  key.optional("device_settings", config.device_settings);
  key.optional("fallback", config.fallback);
  key.optional("nvml", config.nvml);
  key.optional("models_url", config.models_url);
  key.optional("models_folder", config.models_folder);
  key.optional("cards", config.cards, within(1, 64));
  key.optional("standbys", config.standbys, within(0, 64));
  key.optional("standbys_hold_models", config.standbys_hold_models);
  key.optional("worker_program", config.worker_program);
  key.optional("zygote", config.zygote);
  key.optional("time_scale", config.time_scale, within(0.0001, 1000.0));
  key.optional("shortest_window", config.shortest_window, within(0ms, kLongest));
  key.optional("seed", config.seed);
  key.optional("generation_deadline", config.generation_deadline, within(kShortest, kLongest));
  key.optional("queue_limit", config.queue_limit, within(1, 1'000'000));
  key.optional("finished_slots", config.finished_slots, within(1, 1'000'000));
  key.optional("oom_retries", config.oom_retries, within(0, 100));
  key.optional("soft_limit_bytes", config.soft_limit_bytes, within(0, kLargestCard));
  key.optional("hard_limit_bytes", config.hard_limit_bytes, within(0, kLargestCard));
  key.optional("dispatches", config.dispatches, within(1, 100));
  key.optional("beat", config.beat, within(kShortest, kLongest));
  key.optional("unhealthy_after", config.unhealthy_after, within(kShortest, kLongest));
  key.optional("stalled_after", config.stalled_after, within(kShortest, kLongest));
  key.optional("start_limit", config.start_limit, within(kShortest, kLongest));
  key.optional("leave_limit", config.leave_limit, within(0ms, kLongest));
  key.optional("cancel_grace", config.cancel_grace, within(0ms, kLongest));
  key.optional("restart", config.restart);
  key.optional("crash_loop", config.crash_loop);
  key.optional("retries", config.retries);
  key.optional("queue_without_workers", config.queue_without_workers);
  key.optional("stages", config.stages);
}

}  // namespace slots
