#include "harness/expressions/parser.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "harness/expressions/complaints.hpp"
#include "harness/expressions/tokens.hpp"

namespace ordeal::expressions {
namespace {

class Parser {
 public:
  Parser(std::string_view expression, std::vector<Token> tokens)
      : expression_(expression), tokens_(std::move(tokens)) {}

  Result<Node> expression() {
    Node root{NodeType::expression, 0, tokens_.back().end, "", {}};
    ++at_;  // start_of_line
    while (!looking_at({TokenType::end_of_line})) {
      if (begins_alternation()) {
        auto node = alternation();
        if (!node) return node.error();
        root.nodes.push_back(*std::move(node));
      } else {
        auto node = piece();
        if (!node) return node.error();
        root.nodes.push_back(*std::move(node));
      }
    }
    return root;
  }

 private:
  bool looking_at(std::initializer_list<TokenType> types) const {
    return std::find(types.begin(), types.end(), tokens_[at_].type) != types.end();
  }

  bool at_alternation_end() const {
    return looking_at({TokenType::white_space, TokenType::end_of_line, TokenType::begin_parameter});
  }

  Span span() const { return {tokens_[at_].start, tokens_[at_].end}; }

  // Whether a '/' stands between this left boundary and the next right one, outside of optionals. What is not
  // well-formed on the way is left to be found, and complained about, by whoever reads it next.
  bool begins_alternation() const {
    const TokenType before = tokens_[at_ - 1].type;
    if (before != TokenType::start_of_line && before != TokenType::white_space &&
        before != TokenType::end_parameter) {
      return false;
    }
    int depth = 0;
    for (std::size_t i = at_; i < tokens_.size(); ++i) {
      const TokenType type = tokens_[i].type;
      if (type == TokenType::begin_optional) ++depth;
      if (type == TokenType::end_optional && depth > 0) --depth;
      if (depth > 0) continue;
      if (type == TokenType::alternation) return true;
      if (type == TokenType::white_space || type == TokenType::begin_parameter) return false;
    }
    return false;
  }

  Result<Node> alternation() {
    const std::size_t start = tokens_[at_].start;
    std::vector<Node> alternatives{{NodeType::alternative, start, start, "", {}}};
    while (!at_alternation_end()) {
      if (looking_at({TokenType::alternation})) {
        alternatives.back().end = tokens_[at_].start;
        const std::size_t next = tokens_[at_].end;
        alternatives.push_back({NodeType::alternative, next, next, "", {}});
        ++at_;
        continue;
      }
      auto node = piece();
      if (!node) return node.error();
      alternatives.back().nodes.push_back(*std::move(node));
    }
    const std::size_t end = tokens_[at_].start;
    alternatives.back().end = end;
    return Node{NodeType::alternation, start, end, "", std::move(alternatives)};
  }

  // optional | parameter | text
  Result<Node> piece() {
    switch (tokens_[at_].type) {
      case TokenType::begin_optional:
        return optional();
      case TokenType::begin_parameter:
        return parameter();
      case TokenType::alternation:
        return alternation_in_optional(expression_, span());
      default:
        return text();
    }
  }

  Node text() {
    const Token& token = tokens_[at_++];
    return {NodeType::text, token.start, token.end, token.text, {}};
  }

  Result<Node> optional() {
    const Span begin = span();
    Node node{NodeType::optional, begin.start, begin.end, "", {}};
    ++at_;
    while (!looking_at({TokenType::end_optional})) {
      if (looking_at({TokenType::end_of_line}))
        return missing_end(expression_, TokenType::begin_optional, begin);
      auto inner = piece();
      if (!inner) return inner.error();
      node.nodes.push_back(*std::move(inner));
    }
    node.end = tokens_[at_++].end;
    return node;
  }

  Result<Node> parameter() {
    const Span begin = span();
    Node node{NodeType::parameter, begin.start, begin.end, "", {}};
    ++at_;
    while (!looking_at({TokenType::end_parameter})) {
      if (looking_at({TokenType::end_of_line}))
        return missing_end(expression_, TokenType::begin_parameter, begin);
      if (!looking_at({TokenType::white_space, TokenType::text}))
        return illegal_parameter_name(expression_, span());
      node.nodes.push_back(text());
    }
    node.end = tokens_[at_++].end;
    return node;
  }

  std::string_view expression_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::string Node::text() const {
  if (nodes.empty()) return token;
  std::string joined;
  for (const Node& node : nodes) joined += node.text();
  return joined;
}

Result<Node> parse(std::string_view expression) {
  auto tokens = tokenize(expression);
  if (!tokens) return tokens.error();
  return Parser(expression, *std::move(tokens)).expression();
}

}  // namespace ordeal::expressions
