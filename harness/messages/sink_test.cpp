#include "harness/messages/sink.hpp"

#include <gtest/gtest.h>

namespace ordeal::messages {
namespace {

struct Seen {
  int messages = 0;
  bool finished = false;
};

class Recorder final : public Sink {
 public:
  Recorder(Seen& seen, std::string error) : seen_(seen), error_(std::move(error)) {}
  void on(const Envelope&) override { ++seen_.messages; }
  boost::system::result<void, std::string> finish() override {
    seen_.finished = true;
    if (!error_.empty()) return error_;
    return {};
  }

 private:
  Seen& seen_;
  std::string error_;
};

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
