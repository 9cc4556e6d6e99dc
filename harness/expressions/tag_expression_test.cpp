#include "harness/expressions/tag_expression.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ordeal::expressions {
namespace {

TEST(TagExpression, TakesAnEscapedParenthesisForAPartOfTheTag) {
  const auto expression = TagExpression::parse("not \\(");
  ASSERT_TRUE(expression) << expression.error().message;
  EXPECT_TRUE(expression->holds({"@a"}));
  EXPECT_FALSE(expression->holds({"("}));
}

TEST(TagExpression, AsksForAnOperandBeforeItComplainsAboutAnOpenParenthesis) {
  const auto expression = TagExpression::parse("( @a and");
  ASSERT_FALSE(expression);
  EXPECT_NE(expression.error().message.find("Expected operand."), std::string::npos)
      << expression.error().message;
}

TEST(TagExpression, KeepsATabThatBelongsToATagWhenFormatted) {
  const auto expression = TagExpression::parse("@a\\\tb");
  ASSERT_TRUE(expression) << expression.error().message;
  EXPECT_TRUE(expression->holds({"@a\tb"}));

  const auto again = TagExpression::parse(expression->formatted());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->holds({"@a\tb"}));
  EXPECT_FALSE(again->holds({"@a b"}));
}

TEST(TagExpression, ReadsAHundredThousandNegationsWithoutRecursion) {
  std::string nots;
  for (int i = 0; i < 100'000; ++i) nots += "not ";
  const auto expression = TagExpression::parse(nots + "@a");
  ASSERT_TRUE(expression);
  EXPECT_TRUE(expression->holds({"@a"}));
}

}  // namespace
}  // namespace ordeal::expressions
