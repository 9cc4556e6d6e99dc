#include "harness/expressions/generator.hpp"

#include <gmock/gmock.h>

#include "harness/expressions/expression.hpp"

namespace ordeal::expressions {
namespace {

std::string first_for(const std::string& text) {
  const ParameterTypes types;
  return generated_expressions(text, types).at(0).source;
}

TEST(GeneratedExpressions, TurnNumbersAndQuotedTextIntoParameters) {
  EXPECT_EQ(first_for("I have 3 \"red\" balls and 1.5 'big' ones"),
            "I have {int} {string} balls and {float} {string} ones");
  EXPECT_EQ(first_for("I have 2 cukes and 4 others."), "I have {int} cukes and {int} others.");
}

TEST(GeneratedExpressions, PreferTheLongestFind) {
  EXPECT_EQ(first_for("a slot with a deadline of 45 s is submitted"),
            "a slot with a deadline of {duration} is submitted");
  EXPECT_EQ(first_for("the 3rd launch needs 6.5 GB"), "the {ordinal} launch needs {bytes}");
  EXPECT_EQ(first_for("95 % end by SIGKILL"), "{percent} end by {signal}");
}

TEST(GeneratedExpressions, LeaveDigitsInsideOfWordsAlone) {
  EXPECT_EQ(first_for("the i18n of h264x"), "the i18n of h264x");
  EXPECT_EQ(first_for("3 stages and é2"), "{int} stages and é2");
}

TEST(GeneratedExpressions, EscapeWhatWouldMeanSomething) {
  const std::string text = "(a) {b} c/d \\e and 5";
  EXPECT_EQ(first_for(text), "\\(a) \\{b} c\\/d \\\\e and {int}");
  const ParameterTypes types;
  EXPECT_TRUE(Expression::cucumber(first_for(text), types).value().match(text));
}

TEST(GeneratedExpressions, OfferEachTypeThatFitsEquallyWell) {
  ParameterTypes types;
  const auto with = [](std::string name, std::string regexp) {
    return ParameterType{.name = std::move(name), .regexps = {std::move(regexp)}, .transform = {}};
  };
  ASSERT_TRUE(types.define(with("stage", "image|video")));
  ASSERT_TRUE(types.define(with("medium", "image|paper")));
  std::vector<std::string> sources;
  for (const auto& generated : generated_expressions("an image of 2 s", types))
    sources.push_back(generated.source);
  EXPECT_THAT(sources, testing::ElementsAre("an {medium} of {duration}", "an {stage} of {duration}"));
}

TEST(GeneratedExpressions, StopAt256) {
  ParameterTypes types;
  for (const char* name : {"a", "b", "c", "d"}) {
    ASSERT_TRUE(types.define({.name = name, .regexps = {"image"}, .transform = {}}));
  }
  EXPECT_EQ(generated_expressions("image image image image image image", types).size(), 256u);
}

// Not long ago, 12,000 parameters took minutes: each one copied 256 expressions.
TEST(GeneratedExpressions, OfAVeryLongTextAreFew) {
  std::string text, expected;
  for (int i = 0; i < 100'000; ++i) {
    text += "7 ";
    expected += "{int} ";
  }
  const ParameterTypes types;
  const auto generated = generated_expressions(text, types);
  ASSERT_EQ(generated.size(), 1u);
  EXPECT_EQ(generated[0].source, expected);
}

TEST(GeneratedExpressions, ChangeTheLastParametersTypeFirst) {
  const ParameterTypes types;
  std::vector<std::string> sources;
  for (const auto& generated : generated_expressions("1 of 2", types)) sources.push_back(generated.source);
  EXPECT_THAT(sources, testing::ElementsAre("{int} of {int}", "{int} of {float}", "{float} of {int}",
                                            "{float} of {float}"));
}

TEST(GeneratedExpressions, KeepATextWithoutParametersAsItIs) {
  EXPECT_EQ(first_for("nothing to see"), "nothing to see");
}

}  // namespace
}  // namespace ordeal::expressions
