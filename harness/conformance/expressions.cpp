// A case says what must come out: tokens, a syntax tree, a regular expression, arguments, or the words of an
// error.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/conformance/cases.hpp"
#include "harness/expressions/compiler.hpp"
#include "harness/expressions/expression.hpp"
#include "harness/expressions/parser.hpp"
#include "harness/expressions/quantities.hpp"
#include "harness/expressions/tokens.hpp"

namespace ordeal::conformance {
namespace {

namespace fs = std::filesystem;
using namespace expressions;

const char* name_of(TokenType type) {
  switch (type) {
    case TokenType::start_of_line:
      return "START_OF_LINE";
    case TokenType::end_of_line:
      return "END_OF_LINE";
    case TokenType::white_space:
      return "WHITE_SPACE";
    case TokenType::begin_optional:
      return "BEGIN_OPTIONAL";
    case TokenType::end_optional:
      return "END_OPTIONAL";
    case TokenType::begin_parameter:
      return "BEGIN_PARAMETER";
    case TokenType::end_parameter:
      return "END_PARAMETER";
    case TokenType::alternation:
      return "ALTERNATION";
    case TokenType::text:
      break;
  }
  return "TEXT";
}

const char* name_of(NodeType type) {
  switch (type) {
    case NodeType::optional:
      return "OPTIONAL_NODE";
    case NodeType::alternation:
      return "ALTERNATION_NODE";
    case NodeType::alternative:
      return "ALTERNATIVE_NODE";
    case NodeType::parameter:
      return "PARAMETER_NODE";
    case NodeType::expression:
      return "EXPRESSION_NODE";
    case NodeType::text:
      break;
  }
  return "TEXT_NODE";
}

void expect_tokens(const std::vector<Token>& tokens, const YAML::Node& expected) {
  ASSERT_EQ(tokens.size(), expected.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    EXPECT_EQ(name_of(tokens[i].type), expected[i]["type"].as<std::string>()) << "token " << i;
    EXPECT_EQ(tokens[i].start, expected[i]["start"].as<std::size_t>()) << "token " << i;
    EXPECT_EQ(tokens[i].end, expected[i]["end"].as<std::size_t>()) << "token " << i;
    EXPECT_EQ(tokens[i].text, expected[i]["text"].as<std::string>()) << "token " << i;
  }
}

void expect_tree(const Node& node, const YAML::Node& expected) {
  ASSERT_EQ(name_of(node.type), expected["type"].as<std::string>());
  EXPECT_EQ(node.start, expected["start"].as<std::size_t>());
  EXPECT_EQ(node.end, expected["end"].as<std::size_t>());
  EXPECT_EQ(node.token, expected["token"] ? expected["token"].as<std::string>() : "");
  ASSERT_EQ(node.nodes.size(), expected["nodes"] ? expected["nodes"].size() : 0);
  for (std::size_t i = 0; i < node.nodes.size(); ++i) expect_tree(node.nodes[i], expected["nodes"][i]);
}

void expect_argument(const Argument& argument, const YAML::Node& expected) {
  const std::any value = argument.value();
  if (expected.IsNull()) {
    EXPECT_FALSE(value.has_value());
  } else if (const auto* number = std::any_cast<std::int64_t>(&value)) {
    EXPECT_EQ(*number, expected.as<std::int64_t>());
  } else if (const auto* decimal = std::any_cast<double>(&value)) {
    EXPECT_DOUBLE_EQ(*decimal, expected.as<double>());
  } else {
    EXPECT_EQ(std::any_cast<std::string>(value), expected.as<std::string>());
  }
}

class ExpressionCase {
 public:
  explicit ExpressionCase(fs::path file) : file_(std::move(file)), case_(YAML::LoadFile(file_.string())) {}

 protected:
  [[nodiscard]] std::string source() const { return case_["expression"].as<std::string>(); }

  template <class T, class Check>
  void expect(const Result<T>& result, Check check) {
    if (case_["exception"]) {
      ASSERT_FALSE(result) << "expected: " << case_["exception"].as<std::string>();
      EXPECT_EQ(result.error().message, case_["exception"].as<std::string>());
    } else {
      ASSERT_TRUE(result) << result.error().message;
      check(*result);
    }
  }

  fs::path file_;
  YAML::Node case_;
};

struct Tokenizing : ExpressionCase {
  using ExpressionCase::ExpressionCase;
  void check() {
    expect(tokenize(source()), [&](const auto& tokens) { expect_tokens(tokens, case_["expected_tokens"]); });
  }
};

struct Parsing : ExpressionCase {
  using ExpressionCase::ExpressionCase;
  void check() {
    expect(parse(source()), [&](const Node& tree) { expect_tree(tree, case_["expected_ast"]); });
  }
};

struct Transforming : ExpressionCase {
  using ExpressionCase::ExpressionCase;
  void check() {
    const ParameterTypes types;
    expect(compile(source(), types), [&](const Compiled& compiled) {
      EXPECT_EQ(compiled.regexp, case_["expected_regex"].as<std::string>());
    });
  }
};

struct Matching : ExpressionCase {
  using ExpressionCase::ExpressionCase;
  void check() {
    const ParameterTypes types;
    const bool regular = file_.string().find("regular-expression") != std::string::npos;
    expect(regular ? Expression::regular(source(), types) : Expression::cucumber(source(), types),
           [&](const Expression& expression) {
             expect_arguments(expression.match(case_["text"].as<std::string>()));
           });
  }

  void expect_arguments(const std::optional<std::vector<Argument>>& arguments) {
    const YAML::Node expected = case_["expected_args"];
    ASSERT_EQ(arguments.has_value(), !expected.IsNull());
    if (!arguments) return;
    ASSERT_EQ(arguments->size(), expected.size());
    for (std::size_t i = 0; i < arguments->size(); ++i) expect_argument((*arguments)[i], expected[i]);
  }
};

template <class Case>
void add(const std::string& suite, const fs::path& folder) {
  for (const fs::path& file : files_of(folder, ".yaml")) {
    add_case(suite, file.stem(), [file] { Case(file).check(); });
  }
}

}  // namespace

void add_expression_cases(const fs::path& folder) {
  add<Tokenizing>("ExpressionTokens", folder / "cucumber-expression/tokenizer");
  add<Parsing>("ExpressionTree", folder / "cucumber-expression/parser");
  add<Transforming>("ExpressionTransformation", folder / "cucumber-expression/transformation");
  add<Matching>("ExpressionMatching", folder / "cucumber-expression/matching");
  add<Matching>("RegularExpressionMatching", folder / "regular-expression/matching");
}

}  // namespace ordeal::conformance
