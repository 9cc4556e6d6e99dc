#include "harness/expressions/word_pattern.hpp"

#include <algorithm>
#include <utility>

namespace ordeal::expressions {
namespace {

constexpr std::string_view kEscapesOfNoSpace = "dwS.\\+*?()[]{}|^$/-bB";  // of \s, \D, \W, \x20, … one may be

// From '[' to its ']': false for what is negated (unless it names \s or a space), for an escape, class or
// range that may hold a space, and for a class that does not end.
bool class_without_space(std::string_view regexp, std::size_t& at) {
  const bool negated = regexp.substr(at + 1).starts_with('^');
  bool names_space = false;
  for (at += negated ? 2 : 1; at < regexp.size() && regexp[at] != ']'; ++at) {
    const char c = regexp[at];
    if (c == '[') return false;  // [[:space:]]
    if (c == '\\') {
      if (++at == regexp.size()) return false;
      if (regexp[at] == 's')
        names_space = true;
      else if (kEscapesOfNoSpace.find(regexp[at]) == std::string_view::npos)
        return false;
    } else if (c == ' ') {
      names_space = true;
    } else if (static_cast<unsigned char>(c) < ' ') {
      return false;  // a range from a control character on may hold the space
    }
  }
  return at < regexp.size() && negated == names_space;
}

class Words {
 public:
  explicit Words(const ParameterTypes& types) : types_(types) {}

  void add(const Node& node) {
    switch (node.type) {
      case NodeType::text:
        add_text(node.token);
        break;
      case NodeType::parameter:
        widen(is_one_word(node) ? WordPattern::Kind::one : WordPattern::Kind::several);
        break;
      default:
        widen(holds_space(node) ? WordPattern::Kind::several : WordPattern::Kind::one);
    }
  }

  std::vector<WordPattern> take() { return std::move(words_); }

 private:
  void add_text(std::string_view text) {
    for (std::size_t end; (end = text.find(' ')) != std::string_view::npos; text.remove_prefix(end + 1)) {
      words_.back().literal += text.substr(0, end);
      words_.emplace_back();
    }
    words_.back().literal += text;
  }

  void widen(WordPattern::Kind kind) { words_.back().kind = std::max(words_.back().kind, kind); }

  bool is_one_word(const Node& parameter) const {
    const ParameterType* type = types_.find(parameter.text());
    return type && std::ranges::all_of(type->regexps, matches_no_space);
  }

  bool holds_space(const Node& node) const {
    if (node.type == NodeType::text) return node.token.find(' ') != std::string::npos;
    if (node.type == NodeType::parameter) return !is_one_word(node);
    return std::ranges::any_of(node.nodes, [this](const Node& inner) { return holds_space(inner); });
  }

  const ParameterTypes& types_;
  std::vector<WordPattern> words_{WordPattern{}};
};

}  // namespace

bool matches_no_space(std::string_view regexp) {
  for (std::size_t at = 0; at < regexp.size(); ++at) {
    switch (regexp[at]) {
      case ' ':
      case '.':
        return false;
      case '[':
        if (!class_without_space(regexp, at)) return false;
        break;
      case '\\':
        if (++at == regexp.size() || kEscapesOfNoSpace.find(regexp[at]) == std::string_view::npos)
          return false;
        break;
      default:
        break;
    }
  }
  return true;
}

std::vector<WordPattern> word_patterns(const Node& expression, const ParameterTypes& types) {
  Words words(types);
  for (const Node& node : expression.nodes) words.add(node);
  auto found = words.take();
  for (WordPattern& word : found)
    if (word.kind != WordPattern::Kind::literal) word.literal.clear();
  return found;
}

}  // namespace ordeal::expressions
