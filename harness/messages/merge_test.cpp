#include "harness/messages/merge.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <set>

#include "harness/messages/ndjson.hpp"
#include "harness/messages/note.hpp"
#include "harness/messages/shard_note.hpp"

namespace ordeal::messages {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Recorder final : public Sink {
 public:
  void on(const Envelope& message) override { all.push_back(message); }

  template <class Message>
  std::vector<Message> of() const {
    std::vector<Message> found;
    for (const Envelope& each : all)
      if (const auto* message = std::get_if<Message>(&each)) found.push_back(*message);
    return found;
  }
  std::vector<Envelope> all;
};

// A shard of a run of two scenarios; it has the one that its number names. Both read the same feature, with
// ids of their own.
struct Shard {
  std::int64_t number = 1, of = 2;
  std::string text = "Feature: f";  // of the feature
  std::string run = "run 7";
  bool passes = true, ends = true;
  bool flaky = false;  // passes only when tried again
};

void try_in_vain(std::vector<Envelope>& stream) {
  stream.push_back(TestCaseStarted{.attempt = 0, .id = "s0", .test_case_id = "c", .worker_id = "1"});
  TestStepFinished step{.test_case_started_id = "s0", .test_step_id = "t"};
  step.test_step_result.status = Status::failed;
  stream.push_back(step);
  stream.push_back(TestCaseFinished{.test_case_started_id = "s0", .will_be_retried = true});
}

std::vector<Envelope> messages_of(const Shard& shard) {
  const std::string own = shard.number == 1 ? "x" : "y";  // in front of the ids that parsing took
  const auto later = [&](int seconds) {
    return Timestamp{std::chrono::seconds(10 * shard.number + seconds)};
  };
  std::vector<Envelope> stream{
      Meta{.protocol_version = "34.2.0"}, Source{.uri = "a.feature", .data = shard.text},
      GherkinDocument{R"({"uri":"a.feature","feature":{"children":[{"scenario":{"id":")" + own +
                      R"(1"}},{"scenario":{"id":")" + own + R"(2"}}]}})"}};
  for (const char* n : {"1", "2"})
    stream.push_back(Pickle{.id = own + "p" + n, .uri = "a.feature", .name = n, .ast_node_ids = {own + n}});
  const std::string pickle = own + "p" + std::to_string(shard.number);
  TestStepFinished step{.test_case_started_id = "s", .test_step_id = "t"};
  step.test_step_result.status = shard.passes ? Status::passed : Status::failed;
  const std::vector<Envelope> plan{
      Hook{.id = "h"}, TestRunStarted{.timestamp = later(0), .id = "run"},
      to_attachment(ShardNote{shard.run, shard.number, shard.of}, "run", later(0)),
      TestCase{.id = "c", .pickle_id = pickle, .test_steps = {TestStep{.hook_id = "h", .id = "t"}}}};
  const std::vector<Envelope> execution{
      TestCaseStarted{.attempt = shard.flaky, .id = "s", .test_case_id = "c", .worker_id = "1"}, step,
      TestCaseFinished{.test_case_started_id = "s"},
      TestRunFinished{.success = shard.passes, .timestamp = later(5)}};
  stream.insert(stream.end(), plan.begin(), plan.end());
  if (shard.flaky) try_in_vain(stream);
  stream.insert(stream.end(), execution.begin(), execution.end());
  if (!shard.ends) stream.resize(stream.size() - 2);
  return stream;
}

class AMerge : public testing::Test {
 protected:
  AMerge() { std::filesystem::create_directories(folder_); }
  ~AMerge() override { std::filesystem::remove_all(folder_); }

  void add(const Shard& shard) {
    files_.push_back(folder_ / (std::to_string(files_.size()) + ".ndjson"));
    std::ofstream out(files_.back());
    for (const Envelope& message : messages_of(shard)) out << to_ndjson(message) << "\n";
  }
  boost::system::result<Merged, std::string> merged() { return merge(files_, into_); }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("merge-" + std::to_string(getpid()));
  std::vector<std::filesystem::path> files_;
  Recorder into_;
};

TEST_F(AMerge, HasSharedThingsOnceAndNoIdTwice) {
  add({.number = 1});
  add({.number = 2});
  const auto result = merged();
  ASSERT_TRUE(result) << result.error();
  EXPECT_TRUE(result->success);
  EXPECT_THAT(result->gaps, IsEmpty());
  EXPECT_EQ(into_.of<Meta>().size(), 1U);
  EXPECT_EQ(into_.of<Source>().size(), 1U);
  EXPECT_EQ(into_.of<GherkinDocument>().size(), 1U);
  EXPECT_EQ(into_.of<Hook>().size(), 1U);
  const auto pickles = into_.of<Pickle>();
  const auto cases = into_.of<TestCase>();
  ASSERT_EQ(pickles.size(), 2U);
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_EQ(cases[0].pickle_id, pickles[0].id);
  EXPECT_EQ(cases[1].pickle_id, pickles[1].id);
  const auto started = into_.of<TestCaseStarted>();
  EXPECT_NE(started[0].id, started[1].id);
  EXPECT_NE(*started[0].worker_id, *started[1].worker_id);
  EXPECT_EQ(started[1].test_case_id, cases[1].id);
  EXPECT_EQ(into_.of<TestCaseFinished>()[1].test_case_started_id, started[1].id);
}

TEST_F(AMerge, LastsFromTheFirstStartToTheLastEnd) {
  add({.number = 2});
  add({.number = 1});
  ASSERT_TRUE(merged());
  ASSERT_EQ(into_.of<TestRunStarted>().size(), 1U);
  EXPECT_EQ(into_.of<TestRunStarted>()[0].timestamp, Timestamp{std::chrono::seconds(10)});
  ASSERT_EQ(into_.of<TestRunFinished>().size(), 1U);
  EXPECT_EQ(into_.of<TestRunFinished>()[0].timestamp, Timestamp{std::chrono::seconds(25)});
}

TEST_F(AMerge, AnnouncesEveryTestCaseBeforeTheFirstStarts) {
  add({.number = 1});
  add({.number = 2});
  ASSERT_TRUE(merged());
  const auto first_start = std::ranges::find_if(
      into_.all, [](const Envelope& e) { return std::holds_alternative<TestCaseStarted>(e); });
  EXPECT_EQ(std::count_if(into_.all.begin(), first_start,
                          [](const Envelope& e) { return std::holds_alternative<TestCase>(e); }),
            2);
}

TEST_F(AMerge, NamesTheShardThatIsMissing) {
  add({.number = 1, .of = 3});
  const auto result = merged();
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->success);
  EXPECT_THAT(result->gaps,
              ElementsAre("shard 2/3 of run run 7 is missing", "shard 3/3 of run run 7 is missing"));
  EXPECT_FALSE(into_.of<TestRunFinished>()[0].success);
  std::vector<std::string> notes;
  for (const Envelope& message : into_.all)
    if (const std::string* note = note_in(message)) notes.push_back(*note);
  EXPECT_EQ(notes, result->gaps);
}

TEST_F(AMerge, RefusesAShardThatIsThereTwice) {
  add({.number = 1});
  add({.number = 1});
  const auto result = merged();
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error(), HasSubstr("shard 1/2 of run run 7 is there twice: "));
}

TEST_F(AMerge, KeepsApartShardsOfDifferentRuns) {
  add({.number = 1, .run = "cpu"});
  add({.number = 1, .run = "sim"});
  const auto result = merged();
  ASSERT_TRUE(result);
  EXPECT_THAT(result->gaps,
              ElementsAre("shard 2/2 of run cpu is missing", "shard 2/2 of run sim is missing"));
}

TEST_F(AMerge, HasNoEndWhereAStreamHasNone) {
  add({.number = 1, .ends = false});
  add({.number = 2});
  const auto result = merged();
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->success);
  EXPECT_THAT(result->gaps, ElementsAre(HasSubstr("0.ndjson ends before its run does")));
  EXPECT_THAT(into_.of<TestRunFinished>(), IsEmpty());
}

TEST_F(AMerge, FailsWhereAShardFailed) {
  add({.number = 1, .passes = false});
  add({.number = 2});
  const auto result = merged();
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->success);
  EXPECT_THAT(result->gaps, IsEmpty());
  EXPECT_FALSE(into_.of<TestRunFinished>()[0].success);
}

TEST_F(AMerge, KeepsTheFailedAttemptsOfWhatIsFlaky) {
  add({.number = 1, .flaky = true});
  add({.number = 2, .flaky = true});
  ASSERT_TRUE(merged());
  std::map<std::string, std::vector<std::int64_t>> attempts;  // by test case
  for (const auto& each : into_.of<TestCaseStarted>()) attempts[each.test_case_id].push_back(each.attempt);
  EXPECT_THAT(attempts, ElementsAre(testing::Pair(testing::_, ElementsAre(0, 1)),
                                    testing::Pair(testing::_, ElementsAre(0, 1))));
  std::vector<bool> retried;
  for (const auto& each : into_.of<TestCaseFinished>()) retried.push_back(each.will_be_retried);
  EXPECT_THAT(retried, ElementsAre(true, false, true, false));
}

TEST_F(AMerge, RefusesAFeatureOfTwoTexts) {
  add({.number = 1});
  add({.number = 2, .text = "Feature: g"});
  const auto result = merged();
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error(), HasSubstr("1.ndjson: line 2: a.feature has another text than in "));
}

TEST_F(AMerge, CanBeMergedAgain) {
  add({.number = 1, .of = 3});
  add({.number = 2, .of = 3});
  ASSERT_TRUE(merged());
  const auto half = folder_ / "half.ndjson";
  std::ofstream(half) << [this] {
    std::string text;
    for (const Envelope& message : into_.all) text += to_ndjson(message) + "\n";
    return text;
  }();
  files_ = {half};
  add({.number = 3, .of = 3});
  into_.all.clear();
  const auto result = merged();
  ASSERT_TRUE(result) << result.error();
  EXPECT_THAT(result->gaps, IsEmpty());
  std::set<std::string> started;
  for (const auto& each : into_.of<TestCaseStarted>()) started.insert(each.id);
  EXPECT_EQ(started.size(), 3U);
}

}  // namespace
}  // namespace ordeal::messages
