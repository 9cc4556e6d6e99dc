#include "harness/expressions/expression.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/expressions/quantities.hpp"

namespace ordeal::expressions {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class Expressions : public testing::Test {
 protected:
  std::vector<Argument> matched(const std::string& expression, const std::string& text) {
    const auto made = Expression::cucumber(expression, types_);
    if (!made) throw std::invalid_argument(made.error().message);
    auto arguments = made->match(text);
    if (!arguments) throw std::invalid_argument("\"" + text + "\" does not match " + expression);
    return *arguments;
  }

  template <class T>
  T only_value(const std::string& expression, const std::string& text) {
    return std::any_cast<T>(matched(expression, text).at(0).value());
  }

  bool matches(const std::string& expression, const std::string& text) {
    return Expression::cucumber(expression, types_).value().match(text).has_value();
  }

  ParameterTypes types_;
};

TEST_F(Expressions, GiveDurationsAsNanoseconds) {
  EXPECT_EQ(only_value<std::chrono::nanoseconds>("within {duration}", "within 250 ms"), 250ms);
  EXPECT_EQ(only_value<std::chrono::nanoseconds>("within {duration}", "within 1.5 s"), 1500ms);
  EXPECT_EQ(only_value<std::chrono::nanoseconds>("within {duration}", "within 2 min"), 2min);
  EXPECT_EQ(only_value<std::chrono::nanoseconds>("within {duration}", "within 5µs"), 5us);
  EXPECT_FALSE(matches("within {duration}", "within 5 weeks"));
}

TEST_F(Expressions, GiveSizesPercentagesOrdinalsSignalsAndExitCodes) {
  EXPECT_EQ(only_value<Bytes>("{bytes} free", "6 GB free"), Bytes{6'000'000'000});
  EXPECT_EQ(only_value<Bytes>("{bytes} free", "512 MiB free"), Bytes{512LL << 20});
  EXPECT_EQ(only_value<Percent>("{percent} of slots", "99.5 % of slots"), Percent{99.5});
  EXPECT_EQ(only_value<Ordinal>("the {ordinal} launch", "the 23rd launch"), Ordinal{23});
  EXPECT_EQ(only_value<Signal>("ended by {signal}", "ended by SIGKILL"), Signal{9});
  EXPECT_EQ(only_value<ExitCode>("exits with {exit code}", "exits with 70"), ExitCode{70});
  EXPECT_EQ(only_value<ExitCode>("exits with {exit code}", "exits with SIGKILL"), ExitCode{137});
  EXPECT_FALSE(matches("ended by {signal}", "ended by SIGNOTHING"));
}

TEST_F(Expressions, KeepWholeNumbersOf64Bits) {
  EXPECT_EQ(only_value<std::int64_t>("{int}", "6000000000"), 6'000'000'000);
  EXPECT_THROW(only_value<std::int64_t>("{int}", "10000000000000000000"), std::out_of_range);
  EXPECT_EQ(only_value<std::int64_t>("{byte}", "-128"), -128);
  EXPECT_THROW(only_value<std::int64_t>("{byte}", "128"), std::out_of_range);
  EXPECT_THROW(only_value<double>("{float}", "1E999"), std::out_of_range);
}

TEST_F(Expressions, SayWhatAWholeNumberMayBe) {
  const auto complaint_about = [this](const std::string& expression, const std::string& text) -> std::string {
    try {
      only_value<std::int64_t>(expression, text);
    } catch (const std::out_of_range& error) {
      return error.what();
    }
    return "no complaint";
  };
  EXPECT_EQ(complaint_about("{byte}", "300"), "300 does not fit into 8 bits: it may be -128 to 127");
  EXPECT_EQ(complaint_about("{int}", "-9223372036854775809"),
            "-9223372036854775809 does not fit into 64 bits: it may be -9223372036854775808 to "
            "9223372036854775807");
}

TEST_F(Expressions, AreRefusedWhenTheyAreMadeIfTheyAreTooLargeForRe2) {
  ASSERT_TRUE(types_.define(
      {.name = "big", .regexps = {"\\pL{1,50}"}, .transform = [](const GroupTexts&) { return std::any(); }}));
  std::string wording = "{big}";
  EXPECT_TRUE(Expression::cucumber(wording, types_));
  for (int i = 0; i < 30; ++i) wording += " {big}";
  const auto made = Expression::cucumber(wording, types_);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("too large"));
}

TEST_F(Expressions, SayWhereEachGroupStandsInBytesAndInUtf16) {
  const auto arguments = matched("😀é {string} is {int}", "😀é \"a b\" is 42");
  ASSERT_EQ(arguments.size(), 2u);
  EXPECT_EQ(arguments[0].group.text, "\"a b\"");
  EXPECT_EQ(arguments[0].group.byte, 7u);
  EXPECT_EQ(arguments[0].group.start, 4u);
  EXPECT_EQ(arguments[0].type_name(), "string");
  ASSERT_EQ(arguments[0].group.children.size(), 2u);
  EXPECT_EQ(arguments[0].group.children[0].text, "a b");
  EXPECT_EQ(arguments[0].group.children[1].text, std::nullopt);
  EXPECT_EQ(arguments[1].group.text, "42");
  EXPECT_EQ(arguments[1].group.start, 13u);
}

TEST_F(Expressions, NameTheParameterTypeThatIsMissing) {
  const auto made = Expression::cucumber("a {colour} {int}", types_);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().undefined_parameter_type, "colour");
}

TEST_F(Expressions, TreatEveryRegularExpressionCharacterInTextAsText) {
  EXPECT_TRUE(matches("a.b*c+d?e|f^g$h[i]", "a.b*c+d?e|f^g$h[i]"));
  EXPECT_FALSE(matches("a.b", "axb"));
}

TEST_F(Expressions, MatchAnEmptyText) {
  EXPECT_TRUE(matches("", ""));
  const auto arguments = matched("{}", "");
  ASSERT_EQ(arguments.size(), 1u);
  EXPECT_EQ(arguments[0].group.text, "");
}

TEST_F(Expressions, TakeAParameterTypeForARegularExpressionsGroupWithItsPattern) {
  const auto made = Expression::regular("^worker (\\d+) has (.*) of (\\w+)$", types_);
  ASSERT_TRUE(made) << made.error().message;
  const auto arguments = made->match("worker 3 has plenty of memory");
  ASSERT_TRUE(arguments);
  EXPECT_EQ(std::any_cast<std::int64_t>((*arguments)[0].value()), 3);
  EXPECT_EQ((*arguments)[0].type_name(), "int");
  EXPECT_EQ(std::any_cast<std::string>((*arguments)[1].value()), "plenty");
  EXPECT_EQ((*arguments)[2].type, nullptr);
  EXPECT_EQ(std::any_cast<std::string>((*arguments)[2].value()), "memory");
}

TEST_F(Expressions, RefuseARegularExpressionWhoseGroupFitsSeveralTypes) {
  const auto made =
      Expression::regular("^" + std::string("([-+]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[E][+-]?\\d+)?)"), types_);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("{bigdecimal}\n   {double}\n   {float}"));
}

TEST_F(Expressions, RefuseWhatRe2DoesNotUnderstand) {
  const auto made = Expression::regular("a(?=b)", types_);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("/a(?=b)/ is not one that RE2 understands"));
}

// Found by fuzzing: its parentheses were taken for groups, and memory behind the last group was read.
TEST_F(Expressions, TakeNoParenthesisForAGroupThatIsOnlyACharacter) {
  for (const char* pattern : {R"([])](a))", R"([^])](a))", R"([[:alpha:])](a))", R"([\])](a))", R"(\Q)\E(a))",
                              R"([[:)](a))", R"(\((a))", R"((a)\Q()"}) {
    const auto made = Expression::regular(pattern, types_);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->types().size(), 1u) << pattern;
    for (const char* text : {")a", "]a", "ba", "(a", "a("}) {
      const auto arguments = made->match(text);
      if (arguments) EXPECT_EQ(arguments->at(0).group.text, "a") << pattern;
    }
  }
}

// Found by fuzzing: it was taken, and matching a step threw.
TEST_F(Expressions, RefuseAWordingThatIsNotUtf8) {
  const auto made = Expression::cucumber(
      "th\xf2"
      "ee mice",
      types_);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("is not UTF-8: byte 3 begins no character"));
}

TEST_F(Expressions, SeeNamedAndNestedGroupsOfARegularExpressionAsATree) {
  const auto made = Expression::regular("(?<whole>a([(]b)?(?:(c)|d))\\(", types_);
  ASSERT_TRUE(made) << made.error().message;
  const auto arguments = made->match("xx a(bc(");
  ASSERT_TRUE(arguments);
  ASSERT_EQ(arguments->size(), 1u);
  const Group& whole = (*arguments)[0].group;
  EXPECT_EQ(whole.text, "a(bc");
  EXPECT_THAT(whole.values(), ElementsAre("(b", "c"));
  EXPECT_EQ(whole.byte, 3u);
}

}  // namespace
}  // namespace ordeal::expressions
