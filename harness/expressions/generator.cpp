#include "harness/expressions/generator.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace ordeal::expressions {
namespace {

constexpr std::size_t most_expressions = 256;

// Words end at white space, punctuation, symbols and at the ends of the text.
bool ends_with_separator(std::string_view text) {
  static const re2::RE2 pattern("[\\p{Z}\\p{P}\\p{S}]$");
  return text.empty() || re2::RE2::PartialMatch({text.data(), text.size()}, pattern);
}

bool starts_with_separator(std::string_view text) {
  static const re2::RE2 pattern("^[\\p{Z}\\p{P}\\p{S}]");
  return text.empty() || re2::RE2::PartialMatch({text.data(), text.size()}, pattern);
}

struct Find {
  std::size_t start;
  std::size_t length;
  const ParameterType* type;
};

// One of a type's patterns, looking through the text.
class Finder {
 public:
  Finder(const ParameterType& type, const std::string& regexp) : type_(&type), regexp_("(" + regexp + ")") {}

  // The first whole-word match that starts at or behind `from`. The pattern sees only what is behind `from`.
  [[nodiscard]] std::optional<Find> next(std::string_view text, std::size_t from) const {
    while (from < text.size()) {
      re2::StringPiece match;
      const std::string_view rest = text.substr(from);
      if (!regexp_.Match({rest.data(), rest.size()}, 0, rest.size(), re2::RE2::UNANCHORED, &match, 1)) break;
      const auto start = static_cast<std::size_t>(match.data() - text.data());
      if (!match.empty() && is_word(text, start, match.size())) return Find{start, match.size(), type_};
      from = start + 1;
    }
    return std::nullopt;
  }

 private:
  static bool is_word(std::string_view text, std::size_t start, std::size_t length) {
    return ends_with_separator(text.substr(0, start)) && starts_with_separator(text.substr(start + length));
  }

  const ParameterType* type_;
  re2::RE2 regexp_;
};

bool is_better(const Find& a, const Find& b) {
  return a.start != b.start ? a.start < b.start : a.length > b.length;
}

// The best finds behind `from`: one for each type that found the same piece of text.
std::vector<Find> best_finds(const std::vector<std::unique_ptr<Finder>>& finders, std::string_view text,
                             std::size_t from) {
  std::vector<Find> best;
  for (const auto& finder : finders) {
    const auto find = finder->next(text, from);
    if (!find || (!best.empty() && is_better(best.front(), *find))) continue;
    if (!best.empty() && is_better(*find, best.front())) best.clear();
    const bool known =
        std::any_of(best.begin(), best.end(), [&](const Find& f) { return f.type == find->type; });
    if (!known) best.push_back(*find);
  }
  std::sort(best.begin(), best.end(), [](const Find& a, const Find& b) {
    if (a.type->preferred != b.type->preferred) return a.type->preferred;
    return a.type->name < b.type->name;
  });
  return best;
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view("\\({/").find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

// Every expression so far, continued in every possible way.
std::vector<GeneratedExpression> continued(const std::vector<GeneratedExpression>& so_far,
                                           const std::string& between, const std::vector<Find>& choices) {
  std::vector<GeneratedExpression> result;
  for (const GeneratedExpression& expression : so_far) {
    for (const Find& choice : choices) {
      if (result.size() == most_expressions) return result;
      result.push_back(expression);
      result.back().source += between + "{" + choice.type->name + "}";
      result.back().types.push_back(choice.type);
    }
  }
  return result;
}

}  // namespace

std::vector<GeneratedExpression> generated_expressions(std::string_view text, const ParameterTypes& known) {
  std::vector<std::unique_ptr<Finder>> finders;
  for (const ParameterType& type : known.all()) {
    if (!type.for_snippets) continue;
    for (const std::string& regexp : type.regexps) finders.push_back(std::make_unique<Finder>(type, regexp));
  }
  std::vector<GeneratedExpression> expressions(1);
  std::size_t at = 0;
  while (at < text.size()) {
    const auto finds = best_finds(finders, text, at);
    if (finds.empty()) break;
    expressions = continued(expressions, escaped(text.substr(at, finds.front().start - at)), finds);
    at = finds.front().start + finds.front().length;
  }
  for (GeneratedExpression& expression : expressions) expression.source += escaped(text.substr(at));
  return expressions;
}

}  // namespace ordeal::expressions
