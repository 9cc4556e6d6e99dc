#include "harness/messages/verdict.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

namespace ordeal::messages {
namespace {

using std::chrono::milliseconds;

Verdict example() {
  Verdict verdict;
  verdict.scenario = "features/gpu/memory.feature:12";
  verdict.faults = {
      {"out of memory at allocation 3 of the image stage", true, "rule 1 fired once", milliseconds(123)},
      {"byte 4096 of model.pt flipped", false, "no read reached byte 4096", std::nullopt}};
  verdict.handled = true;
  verdict.handled_after = milliseconds(900);
  verdict.left_over = {"process 4711 slot-worker"};
  verdict.outcome = Outcome::not_healed;
  verdict.folder = "ordeal-report/memory-12";
  verdict.rerun = "ordeal run features/gpu/memory.feature:12 --on cpu";
  return verdict;
}

TEST(Verdict, IsTheDocumentedJson) {
  EXPECT_EQ(boost::json::parse(to_json_text(example())), boost::json::parse(R"({
    "scenario": "features/gpu/memory.feature:12",
    "faults": [
      {"name": "out of memory at allocation 3 of the image stage", "landed": true, "evidence": "rule 1 fired once",
       "landed_after_ms": 123},
      {"name": "byte 4096 of model.pt flipped", "landed": false, "evidence": "no read reached byte 4096"}],
    "handled": true, "handled_ms": 900, "healed": false, "left_over": ["process 4711 slot-worker"],
    "verdict": "not healed", "folder": "ordeal-report/memory-12",
    "rerun": "ordeal run features/gpu/memory.feature:12 --on cpu"})"));
}

TEST(Verdict, IsTheSameAfterReadingAndWriting) {
  const auto read = verdict_from_json_text(to_json_text(example()));
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(to_json_text(*read), to_json_text(example()));
  EXPECT_EQ(read->faults[0].landed_after, milliseconds(123));
  EXPECT_EQ(read->outcome, Outcome::not_healed);
}

TEST(Verdict, KeepsEveryOutcomeThroughJson) {
  for (const Outcome outcome : {Outcome::passed, Outcome::failed, Outcome::invalid, Outcome::not_healed,
                                Outcome::interrupted, Outcome::not_started}) {
    const auto read = verdict_from_json_text(to_json_text(Verdict{.outcome = outcome}));
    ASSERT_TRUE(read.has_value()) << read.error();
    EXPECT_EQ(read->outcome, outcome) << to_string(outcome);
  }
  EXPECT_EQ(to_string(Outcome::not_started), "not started");
}

TEST(Verdict, KeepsWhatBrokeAndWhatTheMachineLackedThroughJson) {
  const auto read = verdict_from_json_text(
      to_json_text(Verdict{.broken = "at 3 s: slot-1 ended twice", .machine = "0 bytes are free"}));
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(read->broken, "at 3 s: slot-1 ended twice");
  EXPECT_EQ(read->machine, "0 bytes are free");
}

TEST(Verdict, RefusesJsonThatIsNone) {
  EXPECT_TRUE(verdict_from_json_text("{}").has_error());
  EXPECT_TRUE(verdict_from_json_text("[").has_error());
  EXPECT_THAT(
      verdict_from_json_text(R"({"scenario":"","faults":[],"handled":true,"healed":true,"left_over":[],
                                         "verdict":"splendid"})")
          .error(),
      testing::HasSubstr("splendid"));
}

}  // namespace
}  // namespace ordeal::messages
