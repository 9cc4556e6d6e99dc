#include "harness/run/schedule.hpp"

#include <gmock/gmock.h>

#include "harness/run/parsed_fixture.hpp"

namespace ordeal::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A plan of scenarios a, b, c … with these tags.
class ASchedule : public testing::Test {
 protected:
  Schedule of(const std::vector<std::string>& tags) {
    std::string text = "Feature: f\n";
    for (std::size_t i = 0; i < tags.size(); ++i) {
      if (!tags[i].empty()) text += "  " + tags[i] + "\n";
      text += std::string("  Scenario: ") + static_cast<char>('a' + i) + "\n    Given x\n";
    }
    features_.read.push_back(parsed("a.feature", text));
    plan_ = make_plan(features_, {});
    return Schedule(plan_);
  }
  // Everything that may start now.
  std::vector<std::string> start(Schedule& schedule) {
    std::vector<std::string> names;
    while (const auto turn = schedule.next()) {
      names.emplace_back(turn->scenario->pickle()->name);
      turns_.emplace(names.back(), *turn);
    }
    return names;
  }
  void end(Schedule& schedule, const std::string& name) { schedule.ended(turns_.at(name)); }

  Features features_;
  Plan plan_;
  std::map<std::string, Schedule::Turn> turns_;
};

TEST_F(ASchedule, StartsInOrder) {
  auto schedule = of({"", "", ""});
  EXPECT_THAT(start(schedule), ElementsAre("a", "b", "c"));
}

TEST_F(ASchedule, NeverRunsTwoWithTheSameResource) {
  auto schedule = of({"@exclusive(gpu0)", "@exclusive(gpu0)", "@exclusive(gpu1)", "@serial", "@serial", ""});
  EXPECT_THAT(start(schedule), ElementsAre("a", "c", "d", "f"));
  end(schedule, "c");
  EXPECT_THAT(start(schedule), IsEmpty());
  end(schedule, "a");
  EXPECT_THAT(start(schedule), ElementsAre("b"));
  end(schedule, "d");
  EXPECT_THAT(start(schedule), ElementsAre("e"));
}

TEST_F(ASchedule, RunsAnExclusiveOneAloneAndInItsTurn) {
  auto schedule = of({"", "@exclusive", "", ""});
  EXPECT_THAT(start(schedule), ElementsAre("a"));
  end(schedule, "a");
  EXPECT_THAT(start(schedule), ElementsAre("b"));
  end(schedule, "b");
  EXPECT_THAT(start(schedule), ElementsAre("c", "d"));
}

TEST_F(ASchedule, TriesAgainBeforeWhatFollows) {
  auto schedule = of({"", ""});
  const auto first = schedule.next();
  schedule.again(*first);
  const auto again = schedule.next();
  EXPECT_EQ(again->scenario->pickle()->name, "a");
  EXPECT_EQ(again->attempt, 1);
}

TEST_F(ASchedule, GivesWhatNeverHadATurn) {
  auto schedule = of({"@serial", "@serial", ""});
  ASSERT_TRUE(schedule.next());
  ASSERT_TRUE(schedule.next());
  const auto rest = schedule.take_rest();
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].scenario->pickle()->name, "b");
  EXPECT_TRUE(schedule.take_rest().empty());
}

}  // namespace
}  // namespace ordeal::run
