#include "harness/messages/sink.hpp"

#include <gtest/gtest.h>

namespace ordeal::messages {
namespace {

struct Seen {
  int messages = 0;
  std::vector<Timestamp> ticks;
  bool finished = false;
};

class Recorder final : public Sink {
 public:
  Recorder(Seen& seen, std::string error, bool wants_plan = true)
      : seen_(seen), error_(std::move(error)), wants_plan_(wants_plan) {}
  void on(const Envelope&) override { ++seen_.messages; }
  bool wants_plan() const override { return wants_plan_; }
  void tick(Timestamp now) override { seen_.ticks.push_back(now); }
  boost::system::result<void, std::string> finish() override {
    seen_.finished = true;
    if (!error_.empty()) return error_;
    return {};
  }

 private:
  Seen& seen_;
  std::string error_;
  bool wants_plan_;
};

TEST(Splitter, WantsThePlanWhenOneSinkDoes) {
  Seen seen;
  const auto wants = [&seen](std::initializer_list<bool> each) {
    std::vector<std::unique_ptr<Sink>> sinks;
    for (const bool one : each) sinks.push_back(std::make_unique<Recorder>(seen, "", one));
    return Splitter(std::move(sinks)).wants_plan();
  };
  EXPECT_TRUE(wants({false, true}));
  EXPECT_FALSE(wants({false, false}));
  EXPECT_FALSE(wants({}));
}

TEST(Splitter, LetsEverySinkKnowThatTimePasses) {
  Seen seen[2];
  std::vector<std::unique_ptr<Sink>> sinks;
  for (auto& each : seen) sinks.push_back(std::make_unique<Recorder>(each, ""));
  Splitter splitter(std::move(sinks));
  const Timestamp now{std::chrono::seconds(7)};
  splitter.tick(now);
  for (const auto& each : seen) EXPECT_EQ(each.ticks, std::vector{now});
}

TEST(Splitter, FinishesEverySinkAndCollectsTheErrors) {
  Seen seen[3];
  std::vector<std::unique_ptr<Sink>> sinks;
  sinks.push_back(std::make_unique<Recorder>(seen[0], "a.html: No space left on device"));
  sinks.push_back(std::make_unique<Recorder>(seen[1], ""));
  sinks.push_back(std::make_unique<Recorder>(seen[2], "b.xml: Permission denied"));
  Splitter splitter(std::move(sinks));

  splitter.on(TestRunStarted{});
  const auto finished = splitter.finish();

  for (const auto& each : seen) {
    EXPECT_EQ(each.messages, 1);
    EXPECT_TRUE(each.finished);
  }
  ASSERT_TRUE(finished.has_error());
  EXPECT_EQ(finished.error(), "a.html: No space left on device\nb.xml: Permission denied");
}

TEST(Splitter, FinishesWithoutAnErrorWhenNoneHasOne) {
  EXPECT_TRUE(Splitter({}).finish().has_value());
}

}  // namespace
}  // namespace ordeal::messages
