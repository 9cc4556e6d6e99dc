#include "harness/expressions/tag_expression.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/expressions/tokens.hpp"

namespace ordeal::expressions {
namespace {

bool is_space(std::string_view c) {
  return c.size() == 1 && std::string_view(" \t\n\v\f\r").find(c) != c.npos;
}
bool is_parenthesis(std::string_view c) {
  return c == "(" || c == ")";
}

struct Word {
  std::string text;
  bool literal;  // a tag; otherwise and, or, not, a parenthesis
};

ExpressionError syntax_error(std::string_view expression, const std::string& what) {
  return {"Tag expression \"" + std::string(expression) +
              "\" could not be parsed because of syntax error: " + what + ".",
          ""};
}

bool is_operator(std::string_view word) {
  return word == "and" || word == "or" || word == "not";
}

Result<std::vector<Word>> words(std::string_view expression) {
  std::vector<Word> found;
  std::string word;
  bool escape_in_word = false;
  const auto end_word = [&] {
    if (!word.empty()) found.push_back({word, escape_in_word || !is_operator(word)});
    word.clear();
    escape_in_word = false;
  };
  bool escaped = false;
  for (const std::string_view c : code_points(expression)) {
    if (escaped) {
      if (!is_parenthesis(c) && c != "\\" && !is_space(c)) {
        return syntax_error(expression, "Illegal escape before \"" + std::string(c) + "\"");
      }
      word += c;
      escape_in_word = true;
      escaped = false;
    } else if (c == "\\") {
      escaped = true;
    } else if (is_space(c)) {
      end_word();
    } else if (is_parenthesis(c)) {
      end_word();
      found.push_back({std::string(c), false});
    } else {
      word += c;
    }
  }
  end_word();
  return found;
}

std::string escaped_tag(std::string_view tag) {
  std::string result;
  for (const char& c : tag) {
    const std::string_view one(&c, 1);
    if (is_space(one) || is_parenthesis(one) || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

}  // namespace

// Dijkstra's shunting yard: operators wait until one that binds less tightly comes.
class TagParser {
 public:
  explicit TagParser(std::string_view expression) : expression_(expression) {}

  Result<TagExpression> parse(const std::vector<Word>& words) {
    if (words.empty()) return TagExpression();
    for (const Word& word : words) {
      if (auto error = take(word)) return *error;
    }
    while (!waiting_.empty()) {
      if (waiting_.back() == open) return syntax_error(expression_, "Unmatched (");
      if (auto error = apply_last()) return *error;
    }
    return std::move(parsed_);
  }

 private:
  using Kind = TagExpression::Kind;
  using Failure = std::optional<ExpressionError>;
  enum Operator { open, disjunction, conjunction, negation };  // in order of precedence

  Failure take(const Word& word) {
    const bool operand = word.literal || word.text == "not" || word.text == "(";
    if (operand != operand_expected_) {
      return syntax_error(expression_, operand_expected_ ? "Expected operand" : "Expected operator");
    }
    if (word.literal) {
      parsed_.postfix_.push_back({Kind::tag, word.text});
      ++operands_;
      operand_expected_ = false;
    } else if (word.text == "not") {
      waiting_.push_back(negation);
    } else if (word.text == "(") {
      waiting_.push_back(open);
    } else if (word.text == ")") {
      return close();
    } else {
      return binary(word.text == "and" ? conjunction : disjunction);
    }
    return std::nullopt;
  }

  Failure binary(Operator next) {
    while (!waiting_.empty() && next <= waiting_.back()) {
      if (auto error = apply_last()) return error;
    }
    waiting_.push_back(next);
    operand_expected_ = true;
    return std::nullopt;
  }

  Failure close() {
    while (!waiting_.empty() && waiting_.back() != open) {
      if (auto error = apply_last()) return error;
    }
    if (waiting_.empty()) return syntax_error(expression_, "Unmatched )");
    waiting_.pop_back();
    return std::nullopt;
  }

  Failure apply_last() {
    const Operator last = waiting_.back();
    waiting_.pop_back();
    const std::size_t needed = last == negation ? 1 : 2;
    if (operands_ < needed) return syntax_error(expression_, "Expected operand");
    operands_ -= needed - 1;
    parsed_.postfix_.push_back({last == negation      ? Kind::negation
                                : last == conjunction ? Kind::conjunction
                                                      : Kind::disjunction,
                                ""});
    return std::nullopt;
  }

  std::string_view expression_;
  TagExpression parsed_;
  std::vector<Operator> waiting_;
  std::size_t operands_ = 0;  // complete ones so far
  bool operand_expected_ = true;
};

Result<TagExpression> TagExpression::parse(std::string_view expression) {
  auto found = words(expression);
  if (!found) return found.error();
  return TagParser(expression).parse(*found);
}

bool TagExpression::holds(const std::vector<std::string>& tags) const {
  if (postfix_.empty()) return true;
  std::vector<bool> operands;
  for (const Item& item : postfix_) {
    if (item.kind == Kind::tag) {
      operands.push_back(std::find(tags.begin(), tags.end(), item.tag) != tags.end());
      continue;
    }
    const bool right = operands.back();
    if (item.kind == Kind::negation) {
      operands.back() = !right;
      continue;
    }
    operands.pop_back();
    operands.back() = item.kind == Kind::conjunction ? operands.back() && right : operands.back() || right;
  }
  return operands.back();
}

std::string TagExpression::formatted() const {
  if (postfix_.empty()) return "";
  struct Operand {
    std::string text;
    bool in_parentheses;
  };
  std::vector<Operand> operands;
  for (const Item& item : postfix_) {
    if (item.kind == Kind::tag) {
      operands.push_back({escaped_tag(item.tag), false});
      continue;
    }
    const Operand right = std::move(operands.back());
    if (item.kind == Kind::negation) {
      operands.back() = {right.in_parentheses ? "not " + right.text : "not ( " + right.text + " )", false};
      continue;
    }
    operands.pop_back();
    const char* word = item.kind == Kind::conjunction ? " and " : " or ";
    operands.back() = {"( " + operands.back().text + word + right.text + " )", true};
  }
  return operands.back().text;
}

}  // namespace ordeal::expressions
