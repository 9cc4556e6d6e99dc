#include "harness/definitions/step_index.hpp"

#include <gmock/gmock.h>

#include <deque>
#include <random>

namespace ordeal::definitions {
namespace {

using expressions::Expression;
using testing::ElementsAre;
using testing::IsEmpty;

class StepIndexed : public testing::Test {
 protected:
  void add(const std::string& source) {
    expressions_.push_back(Expression::cucumber(source, types_).value());
    index_.add(expressions_.back(), expressions_.size() - 1);
  }
  void add_regular(const std::string& source) {
    expressions_.push_back(Expression::regular(source, types_).value());
    index_.add(expressions_.back(), expressions_.size() - 1);
  }

  expressions::ParameterTypes types_;
  std::deque<Expression> expressions_;
  StepIndex index_;
};

TEST_F(StepIndexed, ALiteralTextHasOneCandidate) {
  add("a slot is submitted");
  add("a slot is cancelled");
  add("a slot");
  EXPECT_THAT(index_.candidates("a slot is cancelled"), ElementsAre(1));
  EXPECT_THAT(index_.candidates("a slot"), ElementsAre(2));
  EXPECT_THAT(index_.candidates("a"), IsEmpty());
  EXPECT_THAT(index_.candidates("the slot is cancelled"), IsEmpty());
  EXPECT_THAT(index_.candidates(""), IsEmpty());
}

TEST_F(StepIndexed, TheWalkEndsWhereOneExpressionIsLeft) {
  add("a slot is submitted");
  add("a slot is cancelled");
  EXPECT_THAT(index_.candidates("a slot is cancelled twice"), ElementsAre(1));
}

TEST_F(StepIndexed, ParametersLeadOnThroughOneWordOrSeveral) {
  add("{int} worker(s) of {string} end");
  add("{int} worker(s) of {string} go on");
  add("{word} workers of the fleet end");
  add("{word} workers of the fleet go on");
  EXPECT_THAT(index_.candidates("3 workers of \"the whole fleet\" end"), ElementsAre(0));
  EXPECT_THAT(index_.candidates("3 workers of the fleet end"), ElementsAre(0, 2));
  EXPECT_THAT(index_.candidates("no workers"), IsEmpty());
}

TEST_F(StepIndexed, TheEmptyExpressionMatchesTheEmptyText) {
  add("");
  add("a");
  EXPECT_THAT(index_.candidates(""), ElementsAre(0));
  EXPECT_THAT(index_.candidates("b"), IsEmpty());
}

TEST_F(StepIndexed, ARegularExpressionIsAlwaysACandidate) {
  add("a slot");
  add_regular("slots?");
  add("the slot");
  EXPECT_THAT(index_.candidates("a slot"), ElementsAre(0, 1));
  EXPECT_THAT(index_.candidates("nothing"), ElementsAre(1));
}

// Random expressions against random texts made of the same few words, so that all kinds of near misses occur.
TEST_F(StepIndexed, RulesOutOnlyWhatDoesNotMatch) {
  std::mt19937 random(7);
  const std::vector<std::string> parts = {"a",  "b",    "ab",  "{int}", "{string}", "{word}",
                                          "{}", "a(b)", "a/b", "( b)",  "{int}b",   "{duration}"};
  const std::vector<std::string> words = {"a",    "b",  "ab",  "7", "-1", "\"a b\"",
                                          "\"\"", "7b", "a 7", "",  "2 s"};
  const auto made_of = [&](const std::vector<std::string>& some) {
    std::string text;
    for (auto n = 1 + random() % 4; n > 0; --n)
      text += (text.empty() ? "" : " ") + some[random() % some.size()];
    return text;
  };
  for (int i = 0; i < 400; ++i) add(made_of(parts));
  std::size_t matches = 0, candidates = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string text = made_of(words);
    const auto found = index_.candidates(text);
    candidates += found.size();
    for (std::size_t e = 0; e < expressions_.size(); ++e) {
      if (!expressions_[e].match(text)) continue;
      ++matches;
      EXPECT_THAT(found, testing::Contains(e)) << expressions_[e].source() << " matches '" << text << "'";
    }
  }
  EXPECT_GT(matches, 1000u);
  EXPECT_LT(candidates, 2000u * 400 / 2) << "it hardly rules anything out";
}

}  // namespace
}  // namespace ordeal::definitions
