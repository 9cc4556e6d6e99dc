#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "harness/conformance/cases.hpp"
#include "harness/expressions/tag_expression.hpp"

namespace ordeal::conformance {
namespace {

using expressions::TagExpression;

class TagCase {
 public:
  explicit TagCase(YAML::Node official) : case_(std::move(official)) {}

 protected:
  [[nodiscard]] auto parsed() const { return TagExpression::parse(case_["expression"].as<std::string>()); }
  YAML::Node case_;
};

struct Refusal : TagCase {
  using TagCase::TagCase;
  void check() const {
    const auto expression = parsed();
    ASSERT_FALSE(expression) << "parsed as " << expression->formatted();
    EXPECT_EQ(expression.error().message, case_["error"].as<std::string>());
  }
};

struct Formatting : TagCase {
  using TagCase::TagCase;
  void check() const {
    const auto expression = parsed();
    ASSERT_TRUE(expression) << expression.error().message;
    EXPECT_EQ(expression->formatted(), case_["formatted"].as<std::string>());
    const auto again = TagExpression::parse(expression->formatted());
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->formatted(), expression->formatted());
  }
};

struct Evaluation : TagCase {
  using TagCase::TagCase;
  void check() const {
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
void add(const std::string& suite, const std::filesystem::path& file) {
  int number = 0;
  for (const YAML::Node& official : YAML::LoadFile(file.string())) {
    add_case(suite, "case_" + std::to_string(++number), [official] { Case(official).check(); });
  }
  if (number == 0) throw std::runtime_error("no official case in " + file.string());
}

}  // namespace

void add_tag_cases(const std::filesystem::path& folder) {
  add<Refusal>("TagErrors", folder / "errors.yml");
  add<Formatting>("TagParsing", folder / "parsing.yml");
  add<Evaluation>("TagEvaluations", folder / "evaluations.yml");
}

}  // namespace ordeal::conformance
