// Whole runs of one scenario and the canaries that were added to it.
#include "harness/run/canaries.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "harness/definitions/current.hpp"
#include "harness/definitions/define.hpp"
#include "harness/run/run.hpp"

namespace ordeal::run {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

GIVEN("the harness sees it", ()) {}
GIVEN("the harness is blind", ()) {
  EXPECT_EQ(1, 2);
}
GIVEN("the harness sees it at attempt {int}", (CurrentScenario & scenario, int attempt)) {
  ASSERT_EQ(scenario.attempt, attempt);
}
GIVEN("somebody skips it", ()) {
  skip("not today");
}

// What reached the reports.
class Heard final : public messages::Sink {
 public:
  void on(const messages::Envelope& message) override {
    if (const auto* pickle = std::get_if<messages::Pickle>(&message)) {
      pickles_[pickle->id] = pickle->name;
    } else if (const auto* test_case = std::get_if<messages::TestCase>(&message)) {
      cases_[test_case->id] = pickles_.at(test_case->pickle_id);
    } else if (const auto* started = std::get_if<messages::TestCaseStarted>(&message)) {
      started_names.push_back(cases_.at(started->test_case_id));
    } else if (const auto* attachment = std::get_if<messages::Attachment>(&message);
               attachment && attachment->media_type == messages::verdict_media_type) {
      const auto verdict = messages::verdict_from_json_text(attachment->body);
      verdicts.emplace_back(to_string(verdict->outcome));
    } else if (attachment) {
      notes.push_back(attachment->body);
    }
  }
  std::vector<std::string> started_names, notes, verdicts;

 private:
  std::map<std::string, std::string> pickles_, cases_;
};

class ARunWithCanaries : public testing::Test {
 protected:
  ARunWithCanaries() {
    std::filesystem::create_directories(folder_);
    options_.paths = {(folder_ / "a.feature").string()};
    options_.selection = {.names = {"mine"}, .arm = "cpu", .arms = {"cpu", "sim"}};
    options_.isolation = Isolation::none;
    options_.evidence = folder_ / "evidence";
    options_.order = Order::reverse;
    canary("the harness sees it");
  }
  ~ARunWithCanaries() override { std::filesystem::remove_all(folder_); }

  // Two scenarios of one feature: a canary of that step on sim, one of another arm that would fail.
  void canary(const std::string& step) {
    const std::string text = "Feature: c\n  @canary @sim\n  Scenario: canary\n    Given " + step +
                             "\n  @canary @cpu\n  Scenario: other\n    Given the harness is blind\n";
    options_.canaries.features = {{"elsewhere/canary.feature", text}};
    options_.canaries.arm = "sim";
  }

  boost::system::result<Tally, CannotRun> run(const std::string& text =
                                                  "Feature: f\n  Scenario: mine\n"
                                                  "    Given the harness sees it\n"
                                                  "  Scenario: not selected\n") {
    std::ofstream(folder_ / "a.feature") << text;
    return run::run(options_, registry_, {}, heard_);
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("canaries-" + std::to_string(getpid()));
  const Registry registry_ = Registry::of_program();
  Options options_;
  Heard heard_;
};

TEST_F(ARunWithCanaries, HasThoseOfTheirArmInFrontOfWhateverWasSelected) {
  options_.shard = Shard{1, 1};
  const Tally tally = run().value();
  EXPECT_THAT(heard_.started_names, ElementsAre("canary", "mine"));
  EXPECT_EQ(tally.exit_code(), exit_code::kPassed);
  EXPECT_EQ(tally.canaries, 1);
}

TEST_F(ARunWithCanaries, IsInvalidWhereOneIsNotSeenHoweverOftenItIsTried) {
  canary("the harness sees it at attempt 1");
  options_.retries = 2;
  EXPECT_EQ(run().value().exit_code(), exit_code::kInvalid);
  EXPECT_THAT(heard_.started_names, ElementsAre("canary", "mine"));
  EXPECT_THAT(heard_.verdicts, ElementsAre("invalid"));
}

TEST_F(ARunWithCanaries, IsInvalidWhereOneIsSkipped) {
  canary("somebody skips it");
  EXPECT_EQ(run().value().exit_code(), exit_code::kInvalid);
  EXPECT_THAT(heard_.verdicts, ElementsAre("invalid"));
}

TEST_F(ARunWithCanaries, RunsOneThatWasSelectedOnce) {
  options_.selection = {.arm = "sim", .arms = {"cpu", "sim"}};
  const Tally tally = run(options_.canaries.features[0].text).value();
  EXPECT_THAT(heard_.started_names, ElementsAre("canary"));
  EXPECT_EQ(tally.canaries, 0);
}

TEST_F(ARunWithCanaries, SaysThatTheyAreLeftOut) {
  canary("the harness is blind");
  options_.canaries.left_out = true;
  EXPECT_EQ(run().value().exit_code(), exit_code::kPassed);
  EXPECT_THAT(heard_.notes, ElementsAre(HasSubstr("canaries were left out (--no-canaries)")));
}

TEST_F(ARunWithCanaries, HasNoneWhereNothingIsSelectedOrNothingIsRun) {
  options_.dry_run = true;
  EXPECT_EQ(run().value().exit_code(), exit_code::kPassed);
  EXPECT_THAT(heard_.started_names, ElementsAre("mine"));
  options_.dry_run = false;
  options_.selection.names = {"nobody"};
  EXPECT_THAT(run().error().reasons, Contains(HasSubstr("no scenario is selected")));
}

}  // namespace
}  // namespace ordeal::run
