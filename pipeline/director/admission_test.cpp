#include "pipeline/director/admission.hpp"

#include <gmock/gmock.h>

#include <limits>

namespace slots {
namespace {

using ::testing::HasSubstr;

Submit plain() {
  return {.idempotency_key = "k", .prompt = "a red fox", .script = "good evening"};
}

std::string words(std::size_t count) {
  std::string text;
  for (std::size_t n = 0; n < count; ++n) text += "word ";
  return text;
}

std::string refusal_of(const Submit& request, AdmissionState state = {}, const DirectorConfig& config = {}) {
  const auto admitted = admit(request, config, state);
  return admitted ? "admitted" : admitted.error().code.text;
}

TEST(Admission, GivesTheGenerationDeadlineToARequestThatBringsNone) {
  EXPECT_EQ(admit(plain(), {.generation_deadline = 33s}, {}).value(), 33s);
}

TEST(Admission, TakesTheDeadlineOfTheRequest) {
  Submit request = plain();
  request.deadline_ms = 1500;
  EXPECT_EQ(admit(request, {}, {}).value(), 1500ms);
}

TEST(Admission, NamesEveryBadFieldAtOnce) {
  Submit request{.prompt = words(78), .script = " ... ", .deadline_ms = 3'600'001};
  const auto admitted = admit(request, {}, {});
  ASSERT_FALSE(admitted);
  EXPECT_EQ(admitted.error().code.text, "INVALID_REQUEST");
  EXPECT_THAT(admitted.error().message, HasSubstr("prompt has 78 tokens, at most 77 are allowed"));
  EXPECT_THAT(admitted.error().message, HasSubstr("script has no word; give at least 1"));
  EXPECT_THAT(admitted.error().message, HasSubstr("deadline_ms is 3600001, at most 3600000 is allowed"));
  EXPECT_EQ(admitted.error().details.at("fields").as_object().size(), 3u);
}

TEST(Admission, TakesTextsThatAreExactlyAsLongAsAllowed) {
  Submit request{.prompt = words(77), .script = words(500), .deadline_ms = 3'600'000};
  EXPECT_EQ(refusal_of(request), "admitted");
  request.script = words(501);
  EXPECT_EQ(refusal_of(request), "INVALID_REQUEST");
}

TEST(Admission, LimitsTheBytesOfTextsWhateverTheirWords) {
  Submit request{.prompt = std::string(7'700, 'x'), .script = std::string(49'999, '.') + "x"};
  EXPECT_EQ(refusal_of(request), "admitted");
  request = {.prompt = std::string(7'701, 'x'), .script = std::string(900'000, '.') + "x"};
  const auto admitted = admit(request, {}, {});
  ASSERT_FALSE(admitted);
  EXPECT_EQ(admitted.error().code.text, "INVALID_REQUEST");
  EXPECT_THAT(admitted.error().message, HasSubstr("prompt has 7701 bytes, at most 7700 are allowed"));
  EXPECT_THAT(admitted.error().message, HasSubstr("script has 900001 bytes, at most 50000 are allowed"));
}

TEST(Admission, RefusesANulInATextAndSaysWhere) {
  Submit request = plain();
  request.prompt = std::string("a red\0fox", 9);
  const auto admitted = admit(request, {}, {});
  ASSERT_FALSE(admitted);
  EXPECT_THAT(admitted.error().message, HasSubstr("prompt has a NUL character at byte 5"));
}

TEST(Admission, RefusesADeadlineThatIsPast) {
  Submit request = plain();
  request.deadline_ms = -250;
  const auto admitted = admit(request, {}, {});
  ASSERT_FALSE(admitted);
  EXPECT_EQ(admitted.error().code.text, "DEADLINE_EXCEEDED");
  EXPECT_THAT(admitted.error().message, HasSubstr("250 ms ago"));
  request.deadline_ms = 0;
  EXPECT_EQ(refusal_of(request), "DEADLINE_EXCEEDED");
}

TEST(Admission, CalculatesWithTheMostExtremeDeadlines) {
  Submit request = plain();
  request.deadline_ms = std::numeric_limits<std::int64_t>::min();
  const auto past = admit(request, {}, {});
  ASSERT_FALSE(past);
  EXPECT_EQ(past.error().code.text, "DEADLINE_EXCEEDED");
  EXPECT_THAT(past.error().message, HasSubstr("the deadline was 9223372036854775808 ms ago"));
  request.deadline_ms = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(refusal_of(request), "INVALID_REQUEST");
}

double retry_after(const Submit& request, AdmissionState state, const DirectorConfig& config = {}) {
  return admit(request, config, state).error().details.at("retry_after").to_number<double>();
}

TEST(Admission, SaysWhenToComeBackWhenItIsBusyOrLeaves) {
  EXPECT_EQ(retry_after(plain(), {.waiting = 64}), 15) << "image 9 s, then video 6 s";
  EXPECT_EQ(retry_after(plain(), {.draining = true}), 30);
  DirectorConfig instant;
  instant.stages = {};
  for (auto* stage : {&instant.stages.image, &instant.stages.video, &instant.stages.audio})
    stage->median = 0s;
  EXPECT_EQ(retry_after(plain(), {.waiting = 64}, instant), 1);
}

TEST(Admission, RefusesAllWhileItDrains) {
  EXPECT_EQ(refusal_of(plain(), {.draining = true}), "DRAINING");
}

TEST(Admission, RefusesTheSlotThatWouldExceedTheQueue) {
  const DirectorConfig config{.queue_limit = 2};
  EXPECT_EQ(refusal_of(plain(), {.waiting = 1}, config), "admitted");
  EXPECT_EQ(refusal_of(plain(), {.waiting = 2}, config), "QUEUE_FULL");
}

TEST(Admission, TellsWhatIsWrongWithARequestBeforeItTellsThatItIsBusy) {
  EXPECT_EQ(refusal_of({}, {.draining = true, .waiting = 1000}), "INVALID_REQUEST");
}

TEST(Admission, RefusesADeadlineThatCannotBeMetWithBothNumbersAndOnlyIfThatIsKnown) {
  Submit request = plain();
  request.deadline_ms = 10'000;
  EXPECT_EQ(refusal_of(request), "admitted") << "nothing was measured yet";
  EXPECT_EQ(refusal_of(request, {.least = 10s}), "admitted");
  const auto refused = admit(request, {}, {.least = 10'001ms});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "DEADLINE_UNREACHABLE");
  EXPECT_EQ(refused.error().kind().exit_code, 124);
  EXPECT_THAT(refused.error().message, HasSubstr("the deadline of 10000 ms cannot be met"));
  EXPECT_THAT(refused.error().message, HasSubstr("10001 ms at the soonest"));
  EXPECT_EQ(refused.error().details.at("expected_ms").to_number<int>(), 10'001);
  EXPECT_EQ(refusal_of(plain(), {.least = 22s}, {.generation_deadline = 21s}), "DEADLINE_UNREACHABLE");
}

TEST(WordCount, CountsRunsOfLettersDigitsAndOtherAlphabets) {
  EXPECT_EQ(count_words(""), 0u);
  EXPECT_EQ(count_words(" \t\n"), 0u);
  EXPECT_EQ(count_words("one"), 1u);
  EXPECT_EQ(count_words("--one, two;3"), 3u);
  EXPECT_EQ(count_words("früher Übermut"), 2u);
}

TEST(Admission, RefusesWhatNoWorkerCanMakeOnlyWhereItShallNotWait) {
  const Submit request{.prompt = "a fox", .script = "good evening"};
  const AdmissionState nobody{.workers = {.ready = false, .reasons = {"worker 1 is not there"}}};
  DirectorConfig config;
  EXPECT_TRUE(admit(request, config, nobody));
  config.queue_without_workers = false;
  const auto refused = admit(request, config, nobody);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "WORKER_START_FAILED");
  EXPECT_NE(refused.error().message.find("worker 1 is not there"), std::string::npos);
  EXPECT_EQ(refused.error().details.at("retry_after"), 1.0);
  EXPECT_TRUE(admit(request, config, {}));
}

}  // namespace
}  // namespace slots
