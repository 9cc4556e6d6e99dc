// A hook of the run fails before anything starts.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "harness/run/run.hpp"

namespace ordeal::run {
namespace {

struct Announced final : messages::Sink {
  void on(const messages::Envelope& message) override {
    test_cases += std::holds_alternative<messages::TestCase>(message) ? 1 : 0;
    const auto* attachment = std::get_if<messages::Attachment>(&message);
    if (attachment == nullptr || attachment->media_type != messages::verdict_media_type) return;
    never_begun +=
        messages::verdict_from_json_text(attachment->body)->outcome == messages::Outcome::not_started;
  }
  bool wants_plan() const override { return plan_wanted; }
  int test_cases = 0, never_begun = 0;
  bool plan_wanted = true;
};

// A feature of two scenarios and a suite whose server cannot be started.
class AFailedStart : public testing::Test {
 protected:
  AFailedStart() {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "a.feature") << "Feature: f\n  Scenario: a\n  Scenario: b\n";
    options_.paths = {(folder_ / "a.feature").string()};
    options_.isolation = Isolation::none;
    options_.evidence = folder_ / "evidence";
    declarations_.hooks.push_back({.scope = HookScope::run, .side = HookSide::before, .run = [](Context&) {
                                     throw std::runtime_error("no server");
                                   }});
  }
  ~AFailedStart() override { std::filesystem::remove_all(folder_); }

  Tally run() { return run::run(options_, Registry(declarations_), {}, announced_).value(); }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("start-" + std::to_string(getpid()));
  Declarations declarations_;
  Options options_;
  Announced announced_;
};

TEST_F(AFailedStart, CountsEveryScenarioAsNotStarted) {
  const Tally tally = run();
  EXPECT_EQ(tally.not_started, 2);
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
  EXPECT_EQ(announced_.test_cases, 0);
}

// The stream has every pickle of the feature: that one of them was not selected only test cases can say.
TEST_F(AFailedStart, AnnouncesWhatWasSelectedWhereThatIsNotAll) {
  options_.selection.names = {"b"};
  EXPECT_EQ(run().not_started, 1);
  EXPECT_EQ(announced_.test_cases, 1);
}

// Whoever only counts sees neither pickles nor test cases.
TEST_F(AFailedStart, NamesEveryScenarioAsNotStartedToReportsWithoutThePlan) {
  announced_.plan_wanted = false;
  EXPECT_EQ(run().not_started, 2);
  EXPECT_EQ(announced_.never_begun, 2);
  EXPECT_EQ(announced_.test_cases, 0);
}

}  // namespace
}  // namespace ordeal::run
