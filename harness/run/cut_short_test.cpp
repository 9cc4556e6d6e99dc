// Whatever ends the run's own process before its time: the reports are whole, and the run is never green.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <thread>

#include "harness/definitions/current.hpp"
#include "harness/definitions/define.hpp"
#include "harness/run/run_fixture.hpp"
#include "harness/run/stop_requests.hpp"

namespace ordeal::run {
namespace {

using namespace std::chrono_literals;
using messages::Status;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

void leave(const std::string& how) {
  if (how == "_exit") _exit(0);
  if (how == "quick_exit") quick_exit(0);
  if (how == "exit") exit(0);
  if (how == "exec") execl("/bin/true", "true", nullptr);
  if (how == "crash") raise(SIGUSR1);  // a sanitizer would make an exit of SIGSEGV
  if (how == "hang")
    std::this_thread::sleep_for(30s);  // a limit that is lost is a failure, no test without an end
}

GIVEN("the process goes by {word}", (const std::string& how)) {
  leave(how);
}
BEFORE_FEATURE((CurrentFeature & feature), .tags = "@leaves") {
  std::puts("going");
  leave(feature.name);
}
AFTER_FEATURE((CurrentFeature & feature), .tags = "@leaves-late") {
  leave(feature.name);
}
BEFORE_FEATURE((), .tags = "@prints") {
  std::puts("printed by a hook");
  std::system("echo printed by its child >&2");
}
BEFORE_FEATURE((), .tags = "@moves") {
  std::filesystem::current_path("/");
}
GIVEN("it goes to the folder {string}", (const std::string& folder)) {
  std::filesystem::current_path(folder);
}
BEFORE_FEATURE((), .tags = "@interrupted") {
  kill(getppid(), SIGTERM);
  while (!stop_requested()) std::this_thread::yield();
}
BEFORE_FEATURE((), .tags = "@litters") {
  std::system("sleep 1000 &");
}
AFTER_FEATURE((), .tags = "@cleans") {
  std::puts("cleaned");
}
GIVEN("it sleeps for {float} s", (float seconds)) {
  const auto microseconds = static_cast<useconds_t>(seconds * 1e6F);
  EXPECT_EQ(usleep(microseconds), 0);
}

class ARunCutShort : public RunFixture {};

INSTANTIATE_TEST_SUITE_P(In, ARunCutShort, kEveryIsolation, name_of);

TEST_P(ARunCutShort, ByAHookIsTold) {
  options_.scenario_limit = 500ms;
  for (const char* how : {"_exit", "quick_exit", "exit", "exec", "crash", "hang"}) {
    SCOPED_TRACE(how);
    seen_ = {};
    const Tally tally = run(std::string("@leaves\nFeature: ") + how +
                            "\n  Scenario: a\n    Given it passes\n  Scenario: b\n");
    EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
    EXPECT_EQ(tally.not_started, 2);
    EXPECT_EQ(tally.passed, 0);
    EXPECT_THAT(seen_.hooks, ElementsAre(Status::failed));
    EXPECT_THAT(seen_.said, Contains(HasSubstr("the run was cut short")));
    EXPECT_EQ(seen_.attempts.size(), 2u);
    EXPECT_EQ(seen_.ends, 1);
    EXPECT_FALSE(seen_.success);
  }
}

TEST_P(ARunCutShort, BeforeItBeganStillNamesItsScenarios) {
  Declarations declarations = Declarations::of_program();
  declarations.hooks.push_back({.scope = HookScope::run, .run = [](Context&) { _exit(0); }});
  std::ofstream(folder_ / "a.feature") << "Feature: f\n  Scenario: a\n    Given it passes\n  Scenario: b\n";
  std::vector<std::string> announced, started;
  seen_.on_message = [&](const messages::Envelope& message) {
    if (const auto* one = std::get_if<messages::TestCase>(&message)) announced.push_back(one->id);
    if (const auto* one = std::get_if<messages::TestCaseStarted>(&message))
      started.push_back(one->test_case_id);
  };
  const Tally tally = run::run(options_, Registry(declarations), {}, seen_).value();
  EXPECT_EQ(tally.not_started, 2);
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
  EXPECT_EQ(announced, started);
  EXPECT_EQ(started.size(), 2u);
}

TEST_P(ARunCutShort, ByALateHookKeepsWhatWasThere) {
  const Tally tally =
      run("@leaves-late\nFeature: _exit\n  Scenario: a\n    Given it passes\n  Scenario: b\n");
  EXPECT_EQ(tally.passed, 2);
  EXPECT_EQ(tally.not_started, 0);
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
  EXPECT_THAT(seen_.hooks, ElementsAre(Status::failed));
  EXPECT_FALSE(seen_.success);
}

TEST_P(ARunCutShort, ByAStepIsTold) {
  for (const char* how : {"_exit", "quick_exit", "exit", "exec", "crash"}) {
    SCOPED_TRACE(how);
    seen_ = {};
    const Tally tally =
        run(std::string("Feature: f\n  Scenario: a\n    Given it passes\n    And the process goes by ") +
            how + "\n    And it passes\n  Scenario: b\n    Given it passes\n");
    EXPECT_EQ(tally.failed, 1);
    EXPECT_EQ(tally.passed + tally.not_started, 1);
    EXPECT_EQ(tally.not_started, GetParam() == Isolation::none ? 1 : 0);
    EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
    EXPECT_THAT(seen_.statuses, Contains(Status::failed).Times(1));
    EXPECT_EQ(seen_.ends, 1);
    const char* ending = how == std::string("crash") ? "signal 10" : "exit code 0";
    EXPECT_THAT(seen_.said, Contains(HasSubstr(ending)));
  }
}

TEST_P(ARunCutShort, InItsOwnProcessNamesWhatItWasIn) {
  run("@leaves\nFeature: crash\n  Scenario: a\n");
  EXPECT_THAT(seen_.said, Contains(AllOf(HasSubstr("cut short"), HasSubstr("signal 10"))));
  EXPECT_THAT(seen_.logs, Contains(HasSubstr("going")));
}

TEST_P(ARunCutShort, ByNothingHasTheLimitsOfStepsBesideHooks) {
  options_.step_limit = 300ms;
  const Tally tally = run("@prints\nFeature: f\n  Scenario: a\n    Given the process goes by hang\n");
  EXPECT_EQ(tally.failed, 1);
  EXPECT_THAT(seen_.said, Contains(HasSubstr("the step's limit of 0.3 s")));
}

TEST_P(ARunCutShort, ByNothingLetsAStepSleep) {
  EXPECT_EQ(run("Feature: f\n  Scenario: a\n    Given it sleeps for 0.4 s\n").passed, 1)
      << testing::PrintToString(seen_.said);
}

TEST_P(ARunCutShort, ByNothingShowsWhatAHookPrints) {
  testing::internal::CaptureStdout();
  run("@prints\nFeature: f\n  Scenario: a\n");
  EXPECT_THAT(testing::internal::GetCapturedStdout(), IsEmpty());
  EXPECT_THAT(seen_.logs, ElementsAre("printed by a hook\nprinted by its child\n"));
}

TEST_P(ARunCutShort, ByNothingEndsAndNamesWhatAHookLeft) {
  EXPECT_EQ(run("@litters\nFeature: f\n  Scenario: a\n").passed, 1);
  EXPECT_THAT(seen_.logs, Contains(AllOf(HasSubstr("sleep 1000"), HasSubstr("process "))));
}

TEST_P(ARunCutShort, ByNothingKeepsItsPlacesWhereverItsProcessGoes) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  options_.folder = folder_;
  options_.paths = {"a.feature"};
  options_.evidence = "evidence";
  const Tally tally =
      run("@moves\nFeature: f\n  Scenario: a\n    Given it passes\n  Scenario: b\n    Given it goes to "
          "the folder \"/\"\n    And it fails\n");
  std::filesystem::current_path(before);
  EXPECT_EQ(tally.passed, 1) << testing::PrintToString(seen_.said);
  EXPECT_EQ(tally.failed, 1);
  EXPECT_FALSE(std::filesystem::is_empty(folder_ / "evidence"));
}

TEST_P(ARunCutShort, ByFailFastRunsTheHooksBehindFeatures) {
  options_.fail_fast = true;
  options_.at_once = 1;
  run("@cleans\nFeature: f\n  Scenario: a\n    Given it fails\n  Scenario: b\n");
  EXPECT_THAT(seen_.logs, ElementsAre("cleaned\n"));
}

volatile sig_atomic_t hangups_of_the_program = 0;

TEST_P(ARunCutShort, BySighupEndsWithTheHooksBehindScenarios) {
  // What the run does not take reaches the program, which must live to say so.
  hangups_of_the_program = 0;
  const auto before = ::signal(SIGHUP, [](int) { hangups_of_the_program = 1; });
  options_.scenario_limit = 10s;
  seen_.on_message = [](const messages::Envelope& message) {
    if (std::holds_alternative<messages::TestRunHookFinished>(message)) raise(SIGHUP);
  };
  const Tally tally = run(R"(@prints @cleans
Feature: f
  Scenario: a
    Given the process goes by hang
)");
  ::signal(SIGHUP, before);
  EXPECT_EQ(hangups_of_the_program, 0) << "SIGHUP was ignored: the run did not take it";
  EXPECT_TRUE(tally.interrupted) << "SIGHUP was ignored: " << testing::PrintToString(seen_.said);
  EXPECT_EQ(tally.exit_code(), exit_code::kInterrupted);
  EXPECT_EQ(seen_.ends, 1);
  if (GetParam() != Isolation::none)
    EXPECT_THAT(seen_.logs, Contains("cleaned\n"));  // ended with its scenario
}

// The signal has been taken when the first scenario's coordinator begins to look out for some.
TEST_P(ARunCutShort, WithinAHookEndsTheScenarioBehindIt) {
  options_.scenario_limit = 10s;
  const Tally tally = run("@interrupted\nFeature: f\n  Scenario: a\n    Given the process goes by hang\n");
  EXPECT_TRUE(tally.interrupted);
  EXPECT_EQ(tally.failed, 0) << testing::PrintToString(seen_.said);
  EXPECT_EQ(tally.exit_code(), exit_code::kInterrupted);
}

}  // namespace
}  // namespace ordeal::run
