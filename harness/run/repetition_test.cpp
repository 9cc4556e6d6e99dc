#include "harness/run/repetition.hpp"

#include <set>

#include "harness/definitions/current.hpp"
#include "harness/definitions/define.hpp"
#include "harness/messages/repetition_note.hpp"
#include "harness/run/parsed_fixture.hpp"
#include "harness/run/run_fixture.hpp"
#include "harness/text/file.hpp"

namespace ordeal::run {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

GIVEN("it passes with seed {int} at attempt {int}", (CurrentScenario & scenario, int seed, int attempt)) {
  ASSERT_EQ(scenario.seed, static_cast<std::uint64_t>(seed)) << "repetition " << scenario.repetition;
  ASSERT_EQ(scenario.attempt, attempt);
}

TEST(Repetitions, StandBehindEachOtherAndCanariesOnce) {
  Features features;
  features.read.push_back(
      parsed("a.feature",
             "Feature: a\n  Scenario: one\n    Given x\n"
             "  @canary\n  Scenario: two\n    Given x\n  Scenario: three\n    Given x\n"));
  Plan plan = make_plan(features, {});
  EXPECT_EQ(repeat(plan, 2), "");
  std::vector<std::pair<std::uint32_t, std::uint32_t>> planned;
  for (const Chosen& each : plan.scenarios) planned.emplace_back(each.index, each.repetition);
  using Pair = std::pair<std::uint32_t, std::uint32_t>;
  EXPECT_THAT(planned, ElementsAre(Pair{0, 1}, Pair{0, 2}, Pair{1, 1}, Pair{2, 1}, Pair{2, 2}));
}

TEST(Repetitions, AreNotMoreThanARunCanHave) {
  Features features;
  features.read.push_back(parsed("a.feature", "Feature: a\n  Scenario: one\n    Given x\n"));
  Plan plan;
  plan.scenarios.assign(11, make_plan(features, {}).scenarios.front());
  EXPECT_THAT(repeat(plan, 100'000), AllOf(HasSubstr("would be 1100000"), HasSubstr("at most 1000000")));
  EXPECT_EQ(plan.scenarios.size(), 11u);
}

TEST(Repetitions, HaveSeedsOfTheirOwnOfWhichTheFirstIsTheRuns) {
  EXPECT_EQ(seed_of(1, 7), 7u);
  std::set<std::uint64_t> seeds;
  for (std::uint64_t run = 1; run <= 10; ++run)
    for (std::uint32_t repetition = 1; repetition <= 1000; ++repetition)
      seeds.insert(seed_of(repetition, run));
  EXPECT_EQ(seeds.size(), 10'000u);
  EXPECT_LT(*seeds.rbegin(), std::uint64_t{1} << 53);
}

class ARepeatedRun : public RunFixture {
 protected:
  // Of the attempts in the order in which they began: "2 ordeal run --seed … a.feature:2".
  std::vector<messages::RepetitionNote> notes() const {
    std::vector<messages::RepetitionNote> found;
    for (const messages::Attachment& each : attachments_)
      if (auto note = messages::repetition_note_in(each)) found.push_back(*note);
    return found;
  }
  Tally run_repeated(std::uint32_t times, const std::string& scenarios) {
    options_.repetitions = times;
    options_.at_once = 1;
    seen_.on_message = [this](const messages::Envelope& message) {
      if (const auto* attachment = std::get_if<messages::Attachment>(&message))
        attachments_.push_back(*attachment);
      if (const auto* test_case = std::get_if<messages::TestCase>(&message))
        cases_.emplace_back(test_case->id, test_case->pickle_id);
    };
    return run(scenarios);
  }

  std::vector<messages::Attachment> attachments_;
  std::vector<std::pair<std::string, std::string>> cases_;  // ids of test case and pickle
};

INSTANTIATE_TEST_SUITE_P(In, ARepeatedRun, kEveryIsolation, name_of);

TEST_P(ARepeatedRun, RunsEachScenarioAsATestCaseOfItsOwnWhateverComesOfIt) {
  const Tally tally =
      run_repeated(3,
                   "Feature: f\n  Scenario: a\n    Given it passes\n  Scenario: b\n    Given it "
                   "fails\n");
  EXPECT_EQ(tally.passed, 3);
  EXPECT_EQ(tally.failed, 3);
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
  ASSERT_EQ(cases_.size(), 6u);
  std::set<std::string> ids, pickles;
  for (const auto& [id, pickle] : cases_) ids.insert(id), pickles.insert(pickle);
  EXPECT_EQ(ids.size(), 6u);
  EXPECT_EQ(pickles.size(), 2u);
  std::vector<std::int64_t> order;
  for (const auto& note : notes()) order.push_back(note.repetition);
  EXPECT_THAT(order, ElementsAre(1, 2, 3, 1, 2, 3));
}

TEST_P(ARepeatedRun, SaysForEachRepetitionItsSeedItsFolderAndWhatRunsItAgain) {
  options_.seed = 7;
  const Tally tally =
      run_repeated(2, "Feature: f\n  Scenario: a\n    Given it passes with seed 7 at attempt 0\n");
  EXPECT_EQ(tally.passed, 1);
  EXPECT_EQ(tally.failed, 1);
  const auto told = notes();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].seed, 7u);
  EXPECT_EQ(told[1].seed, seed_of(2, 7));
  EXPECT_EQ(told[1].rerun,
            "ordeal run --seed " + std::to_string(seed_of(2, 7)) + " " + options_.paths[0] + ":2");
  EXPECT_EQ(told[1].folder, told[0].folder + "-r2");
  EXPECT_FALSE(std::filesystem::exists(told[0].folder));
  EXPECT_THAT(content_of(told[1].folder + "/rerun.sh").value(), HasSubstr("exec " + told[1].rerun + "\n"));
}

TEST_P(ARepeatedRun, TriesEachRepetitionAgainOnItsOwn) {
  options_.retries = 1;
  const Tally tally = run_repeated(2, "Feature: f\n  Scenario: a\n    Given it passes at attempt 1\n");
  EXPECT_EQ(tally.flaky, 2);
  EXPECT_THAT(seen_.attempts, ElementsAre(0, 1, 0, 1));
}

TEST_P(ARepeatedRun, StopsAtTheFirstFailureWhenItIsToFailFast) {
  options_.fail_fast = true;
  const Tally tally =
      run_repeated(50, "Feature: f\n  Scenario: a\n    Given it passes with seed 1 at attempt 0\n");
  EXPECT_EQ(tally.passed, 1);
  EXPECT_EQ(tally.failed, 1);
  EXPECT_EQ(tally.not_started, 48);
}

TEST_P(ARepeatedRun, IsSplitByItsRepetitions) {
  int passed = 0;
  for (const int number : {1, 2, 3}) {
    options_.shard = Shard{number, 3};
    passed += run_repeated(7, "Feature: f\n  Scenario: a\n    Given it passes\n").passed;
  }
  EXPECT_EQ(passed, 7);
  std::set<std::int64_t> told;
  for (const auto& note : notes()) told.insert(note.repetition);
  EXPECT_EQ(told.size(), 7u);
}

TEST_P(ARepeatedRun, CountsEachRepetitionThatAFailedHookKeptFromStarting) {
  const Tally tally = run_repeated(3, "@broken\nFeature: f\n  Scenario: a\n    Given it passes\n");
  EXPECT_EQ(tally.not_started, 3);
  EXPECT_EQ(notes().size(), 3u);
}

TEST_P(ARepeatedRun, IsNotSaidOfARunOnce) {
  run_repeated(1, "Feature: f\n  Scenario: a\n    Given it passes\n");
  EXPECT_THAT(notes(), IsEmpty());
}

}  // namespace
}  // namespace ordeal::run
