#include "harness/expressions/generator.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace ordeal::expressions {
namespace {

constexpr std::size_t most_expressions = 256;
constexpr std::size_t most_bytes = std::size_t{64} << 10;  // of all of them

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

// One of a type's patterns on its way through the text.
class Finder {
 public:
  Finder(const ParameterType& type, const std::string& regexp) : type_(&type), regexp_("(" + regexp + ")") {}

  // The first whole-word match that starts at or behind `from`, which only grows from call to call. The
  // pattern sees only what is behind `from`.
  [[nodiscard]] const std::optional<Find>& next(std::string_view text, std::size_t from) {
    const bool stale = !looked_ || (found_ && found_->start < from);
    if (stale) found_ = look(text, from);
    looked_ = true;
    return found_;
  }

 private:
  std::optional<Find> look(std::string_view text, std::size_t from) const {
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

  static bool is_word(std::string_view text, std::size_t start, std::size_t length) {
    return ends_with_separator(text.substr(0, start)) && starts_with_separator(text.substr(start + length));
  }

  const ParameterType* type_;
  re2::RE2 regexp_;
  std::optional<Find> found_;
  bool looked_ = false;
};

bool is_better(const Find& a, const Find& b) {
  return a.start != b.start ? a.start < b.start : a.length > b.length;
}

// The best finds behind `from`: one for each type that found the same piece of text.
std::vector<Find> best_finds(const std::vector<std::unique_ptr<Finder>>& finders, std::string_view text,
                             std::size_t from) {
  std::vector<Find> best;
  for (const auto& finder : finders) {
    const auto& find = finder->next(text, from);
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

// A parameter of the expressions: the text before it, and the types that it may have.
struct Place {
  std::string before;
  std::vector<const ParameterType*> types;
};

// The next choice of types, the last place's first, as an odometer counts; false after the last one.
bool advance(std::vector<std::size_t>& choice, const std::vector<Place>& places) {
  for (std::size_t i = places.size(); i-- > 0;) {
    if (++choice[i] < places[i].types.size()) return true;
    choice[i] = 0;
  }
  return false;
}

GeneratedExpression expression_of(const std::vector<Place>& places, const std::vector<std::size_t>& choice,
                                  const std::string& end) {
  GeneratedExpression made;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const ParameterType* type = places[i].types[choice[i]];
    made.source.append(places[i].before).append("{").append(type->name).append("}");
    made.types.push_back(type);
  }
  made.source += end;
  return made;
}

}  // namespace

std::vector<GeneratedExpression> generated_expressions(std::string_view text, const ParameterTypes& known) {
  std::vector<std::unique_ptr<Finder>> finders;
  for (const ParameterType& type : known.all()) {
    if (!type.for_snippets) continue;
    for (const std::string& regexp : type.regexps) finders.push_back(std::make_unique<Finder>(type, regexp));
  }
  std::vector<Place> places;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto finds = best_finds(finders, text, at);
    if (finds.empty()) break;
    Place& place = places.emplace_back(Place{escaped(text.substr(at, finds.front().start - at)), {}});
    for (const Find& find : finds) place.types.push_back(find.type);
    at = finds.front().start + finds.front().length;
  }
  const std::string end = escaped(text.substr(at));
  std::vector<GeneratedExpression> expressions;
  std::vector<std::size_t> choice(places.size());
  std::size_t bytes = 0;
  do {
    expressions.push_back(expression_of(places, choice, end));
    bytes += expressions.back().source.size();
  } while (expressions.size() < most_expressions && bytes < most_bytes && advance(choice, places));
  return expressions;
}

}  // namespace ordeal::expressions
