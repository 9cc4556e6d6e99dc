#include "harness/expressions/tag_expression.hpp"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

namespace ordeal::expressions {
namespace {

const std::string testdata = std::string(ORDEAL_SOURCE_DIR) + "/harness/expressions/testdata/tag-expression/";

class OfficialCase : public testing::Test {
 public:
  explicit OfficialCase(YAML::Node official) : case_(std::move(official)) {}

 protected:
  [[nodiscard]] auto parsed() const { return TagExpression::parse(case_["expression"].as<std::string>()); }
  YAML::Node case_;
};

struct Refusal : OfficialCase {
  using OfficialCase::OfficialCase;
  void TestBody() override {
    const auto expression = parsed();
    ASSERT_FALSE(expression) << "parsed as " << expression->formatted();
    EXPECT_EQ(expression.error().message, case_["error"].as<std::string>());
  }
};

struct Formatting : OfficialCase {
  using OfficialCase::OfficialCase;
  void TestBody() override {
    const auto expression = parsed();
    ASSERT_TRUE(expression) << expression.error().message;
    EXPECT_EQ(expression->formatted(), case_["formatted"].as<std::string>());
    const auto again = TagExpression::parse(expression->formatted());
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->formatted(), expression->formatted());
  }
};

struct Evaluation : OfficialCase {
  using OfficialCase::OfficialCase;
  void TestBody() override {
    const auto expression = parsed();
    ASSERT_TRUE(expression) << expression.error().message;
    for (const auto& test : case_["tests"]) {
      EXPECT_EQ(expression->holds(test["variables"].as<std::vector<std::string>>()),
                test["result"].as<bool>())
          << "with " << YAML::Dump(test["variables"]);
    }
  }
};

template <class Case>
void add_cases(const char* suite, const char* file) {
  int number = 0;
  for (const YAML::Node& official : YAML::LoadFile(testdata + file)) {
    const std::string name = "case_" + std::to_string(++number);
    testing::RegisterTest(suite, name.c_str(), nullptr, official["expression"].as<std::string>().c_str(),
                          __FILE__, __LINE__, [official]() -> OfficialCase* { return new Case(official); });
  }
}

[[maybe_unused]] const bool added = [] {
  add_cases<Refusal>("OfficialTagErrors", "errors.yml");
  add_cases<Formatting>("OfficialTagParsing", "parsing.yml");
  add_cases<Evaluation>("OfficialTagEvaluations", "evaluations.yml");
  return true;
}();

TEST(TagExpression, OfficialCasesWereFoundOnDisk) {
  EXPECT_TRUE(added);
}

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

TEST(TagExpression, ReadsAHundredThousandNegationsWithoutRecursion) {
  std::string nots;
  for (int i = 0; i < 100'000; ++i) nots += "not ";
  const auto expression = TagExpression::parse(nots + "@a");
  ASSERT_TRUE(expression);
  EXPECT_TRUE(expression->holds({"@a"}));
}

}  // namespace
}  // namespace ordeal::expressions
