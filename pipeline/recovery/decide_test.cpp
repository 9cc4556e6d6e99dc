#include "pipeline/recovery/decide.hpp"

#include <gtest/gtest.h>

namespace slots::recovery {
namespace {

constexpr BackoffPolicy kPolicy{.first = 1s, .cap = 60s, .retries = 3};
const Error kCrashed{.code = "WORKER_CRASHED"}, kOutOfMemory{.code = "CUDA_OUT_OF_MEMORY"},
    kRejected{.code = "QUALITY_REJECTED"}, kCorrupt{.code = "MODEL_CORRUPTED"}, kInternal{.code = "INTERNAL"};

Decision plain(const Error& failure, int retries = 0, Place place = Place::client) {
  return decide(place, failure, {retries}, kPolicy, {}, kNoBudget, {}, 0.5);
}

TEST(Decide, TriesAgainWhatPassesAsOftenAsThePolicySays) {
  for (int n = 0; n < 3; ++n) {
    const Decision decision = plain(kCrashed, n);
    EXPECT_TRUE(decision.again());
    EXPECT_EQ(decision.retry, n + 1);
    EXPECT_EQ(decision.delay, 500ms * (1 << n)) << "half of 1, 2, 4 s";
  }
  EXPECT_EQ(plain(kCrashed, 3).why, Why::exhausted);
}

TEST(Decide, NeverRepeatsAnOutcomeOrWhatStaysWrong) {
  for (const Error& failure : {kRejected, kCorrupt, Error{.code = "INVALID_REQUEST"}}) {
    for (const Place place : {Place::stage, Place::dispatch, Place::fetch, Place::spawn, Place::client}) {
      if (place == Place::dispatch && failure.code == "MODEL_CORRUPTED") continue;
      EXPECT_EQ(plain(failure, 0, place).why, Why::not_retryable) << failure.code.text;
    }
  }
}

TEST(Decide, GivesASlotWhoseModelsWereCorruptToAnotherLoadOfThem) {
  EXPECT_TRUE(plain(kCorrupt, 0, Place::dispatch).again());
  EXPECT_EQ(plain(kCorrupt, 3, Place::dispatch).why, Why::exhausted);
}

TEST(Decide, WaitsForAResourceOnlyWhereThatCanHelp) {
  EXPECT_TRUE(plain(kOutOfMemory, 0, Place::spawn).again());
  EXPECT_EQ(plain(kOutOfMemory, 0, Place::stage).why, Why::not_retryable) << "its worker has tried again";
}

TEST(Decide, TriesTheUnknownOnce) {
  EXPECT_TRUE(plain(kInternal, 0, Place::spawn).again());
  EXPECT_EQ(plain(kInternal, 1, Place::spawn).why, Why::exhausted);
}

TEST(Decide, DoesNotBeginWhatCannotBeOverInTime) {
  const auto by = [](Time at) {
    const Deadline deadline{.now = 10s, .at = at, .takes = 16s};
    return decide(Place::dispatch, kCrashed, {}, kPolicy, deadline, kNoBudget, {}, 0.5).why;
  };
  EXPECT_EQ(by(26'500ms), Why::again) << "10 s + a delay of 0.5 s + 16 s";
  EXPECT_EQ(by(26'499ms), Why::too_late);
}

TEST(Decide, StaysWithinTheBudget) {
  const Budget used_up{.retries = 10, .allowed = 10, .room_in = 800ms};
  const Decision none = decide(Place::dispatch, kCrashed, {}, kPolicy, {}, used_up, {}, 0.5);
  EXPECT_EQ(none.why, Why::no_budget);
  EXPECT_EQ(none.delay, 800ms) << "then there is room";
  EXPECT_TRUE(
      decide(Place::dispatch, kCrashed, {}, kPolicy, {}, {.retries = 9, .allowed = 10}, {}, 0.5).again());
  EXPECT_TRUE(decide(Place::dispatch, kCrashed, {}, kPolicy, {}, used_up, {}, 0.8).again())
      << "it is not before 800 ms that it is tried again";
}

TEST(Decide, AsksForNoBudgetWhereNothingIsTriedAgainAnyhow) {
  const Budget used_up{.retries = 10, .allowed = 10, .room_in = 30s};
  EXPECT_EQ(decide(Place::dispatch, kRejected, {}, kPolicy, {}, used_up, {}, 0).why, Why::not_retryable);
  EXPECT_EQ(decide(Place::dispatch, kCrashed, {3}, kPolicy, {}, used_up, {}, 0).why, Why::exhausted);
}

TEST(Decide, TellsBothNumbersOfABudgetThatIsUsedUp) {
  const Budget used_up{.retries = 12, .allowed = 10, .room_in = 30s};
  const Decision none = decide(Place::dispatch, kCrashed, {}, kPolicy, {}, used_up, {}, 0);
  const auto fields = as_fields(none, kCrashed);
  EXPECT_EQ(fields.at("why"), "no_budget");
  EXPECT_EQ(fields.at("retries_in_a_minute"), 12);
  EXPECT_EQ(fields.at("retries_allowed"), 10);
  EXPECT_EQ(fields.at("room_in_seconds"), 30.0);
  const Error told = as_told({.code = "WORKER_CRASHED", .message = "worker 1 was lost"}, none);
  EXPECT_EQ(
      told.message,
      "worker 1 was lost; not tried again: retries of a dispatch within the last minute 12, allowed 10");
  EXPECT_EQ(told.details.at("retry_budget").at("retries_allowed"), 10);
}

TEST(Decide, TellsNothingOfABudgetThatWasNotTheReason) {
  EXPECT_EQ(as_told({.code = "WORKER_CRASHED", .message = "lost"}, plain(kCrashed, 3)).message, "lost");
}

TEST(Decide, LeavesADependencyAloneWhoseBreakerIsOpen) {
  const Breakers breakers{.open = {{"model server", 30s}}, .asked = "model server"};
  const Decision decision = decide(Place::fetch, kCrashed, {}, kPolicy, {}, kNoBudget, breakers, 0);
  EXPECT_EQ(decision.why, Why::breaker_open);
  EXPECT_EQ(decision.delay, 30s);
  const Breakers another{.open = {{"storage", 30s}}, .asked = "model server"};
  EXPECT_TRUE(decide(Place::fetch, kCrashed, {}, kPolicy, {}, kNoBudget, another, 0).again());
}

TEST(Decide, IsToldInFullOnlyWhereItIsTriedAgain) {
  const auto again = as_fields(plain(kCrashed), kCrashed), over = as_fields(plain(kCrashed, 3), kCrashed);
  EXPECT_EQ(again.at("retry").as_int64(), 1);
  EXPECT_EQ(again.at("next_retry_seconds").as_double(), 0.5);
  EXPECT_EQ(again.at("strategy").as_string(), "exponential, full jitter");
  EXPECT_EQ(over.at("why").as_string(), "exhausted");
  EXPECT_FALSE(over.contains("retry"));
  const Decision whole = decide(Place::spawn, kCrashed, {}, kPolicy, {}, kNoBudget, {}, 1);
  EXPECT_EQ(as_fields(whole, kCrashed).at("strategy").as_string(), "exponential");
}

}  // namespace
}  // namespace slots::recovery
