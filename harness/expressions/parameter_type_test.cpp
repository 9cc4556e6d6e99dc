#include "harness/expressions/parameter_type.hpp"

#include <gmock/gmock.h>

#include "harness/expressions/expression.hpp"

namespace ordeal::expressions {
namespace {

using testing::HasSubstr;

ParameterType named(std::string name, std::vector<std::string> regexps) {
  return {.name = std::move(name), .regexps = std::move(regexps), .transform = [](const GroupTexts& groups) {
            return std::any(std::string(groups.at(0).value()));
          }};
}

TEST(ParameterTypes, AcceptAProgramsOwnWithSeveralPatterns) {
  ParameterTypes types;
  ASSERT_TRUE(types.define(named("colour", {"red|blue", "dark \\w+"})));
  const auto expression = Expression::cucumber("a {colour} ball", types);
  ASSERT_TRUE(expression) << expression.error().message;
  EXPECT_EQ(expression->regexp(), "^a ((?:red|blue)|(?:dark \\w+)) ball$");
  EXPECT_EQ(std::any_cast<std::string>(expression->match("a dark green ball").value().at(0).value()),
            "dark green");
}

TEST(ParameterTypes, RefuseAnIllegalName) {
  const auto defined = ParameterTypes().define(named("(colour)", {"red"}));
  ASSERT_FALSE(defined);
  EXPECT_EQ(defined.error().message,
            "Illegal character in parameter name {(colour)}. Parameter names may not contain '{', '}', '(', "
            "')', '\\' "
            "or '/'");
}

TEST(ParameterTypes, RefuseANameThatIsTaken) {
  ParameterTypes types;
  EXPECT_EQ(types.define(named("int", {"red"})).error().message,
            "There is already a parameter type with name int");
  EXPECT_EQ(types.define(named("", {"red"})).error().message,
            "The anonymous parameter type has already been defined");
}

TEST(ParameterTypes, RefuseASecondPreferredTypeForAPattern) {
  ParameterTypes types;
  ParameterType digits = named("digits", {"\\d+"});
  digits.preferred = true;
  EXPECT_EQ(types.define(digits).error().message,
            "There can only be one preferential parameter type per regexp. The regexp /\\d+/ is used for two "
            "preferential parameter types, {int} and {digits}");
}

TEST(ParameterTypes, RefuseAPatternThatDoesNotCompile) {
  const auto defined = ParameterTypes().define(named("open", {"("}));
  ASSERT_FALSE(defined);
  EXPECT_THAT(defined.error().message, HasSubstr("missing )"));
}

TEST(ParameterTypes, CountTheTextsThatATransformerIsGiven) {
  EXPECT_EQ(values_of({"a|b"}), 1u);
  EXPECT_EQ(values_of({"(a)(?:b(c))"}), 2u);
}

TEST(ParameterTypes, RefuseAPatternThatIsOneOnlyWhenItStandsAlone) {
  ParameterTypes types;
  const auto defined = types.define({.name = "quoted", .regexps = {"\\Qa.b"}});
  ASSERT_FALSE(defined);
  EXPECT_THAT(defined.error().message, testing::HasSubstr("\\Qa.b"));
  EXPECT_TRUE(types.define({.name = "quoted", .regexps = {"\\Qa.b\\E"}}));
}

}  // namespace
}  // namespace ordeal::expressions
