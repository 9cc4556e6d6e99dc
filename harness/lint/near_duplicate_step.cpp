#include <algorithm>
#include <array>
#include <map>

#include "harness/lint/rules.hpp"

namespace ordeal::lint {
namespace {

using Words = std::vector<std::string>;

// Parameter types that read alike in a step.
std::string kind_of_parameter(const std::string& name) {
  static constexpr std::array<std::string_view, 8> numbers = {"int",   "float", "double",     "byte",
                                                              "short", "long",  "bigdecimal", "biginteger"};
  if (std::ranges::find(numbers, name) != numbers.end()) return "{number}";
  if (name.empty() || name == "string" || name == "word") return "{text}";
  return "{" + name + "}";
}

bool is_article(const std::string& word) {
  return word == "a" || word == "an" || word == "the";
}

// What is left of a wording without capitals, signs, articles and optional text.
Words words_of(const std::string& wording) {
  Words words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty() && !is_article(word)) words.push_back(word);
    word.clear();
  };
  for (std::size_t at = 0; at < wording.size(); ++at) {
    const char c = wording[at];
    const auto byte = static_cast<unsigned char>(c);
    const std::size_t close = c == '{'   ? wording.find('}', at)
                              : c == '(' ? wording.find(')', at)
                                         : std::string::npos;
    if (close != std::string::npos) {
      if (c == '{') {
        end_word();
        words.push_back(kind_of_parameter(wording.substr(at + 1, close - at - 1)));
      }
      at = close;
    } else if (std::isalnum(byte) || byte >= 0x80 || c == '_' || c == '/') {
      word += static_cast<char>(std::tolower(byte));
    } else if (c != '\'') {
      end_word();
    }
  }
  end_word();
  return words;
}

// One letter more, less or other, or two exchanged: a slip of the pen. Short words differ on purpose.
bool is_slip(const std::string& a, const std::string& b) {
  constexpr std::size_t shortest = 6;
  if (std::min(a.size(), b.size()) < shortest || a.front() == '{' || b.front() == '{') return false;
  const auto [at_a, at_b] = std::ranges::mismatch(a, b);
  const std::string_view rest_a(at_a, a.end()), rest_b(at_b, b.end());
  if (rest_a.size() == rest_b.size()) {
    const bool exchanged = rest_a.size() >= 2 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] &&
                           rest_a.substr(2) == rest_b.substr(2);
    return exchanged || rest_a.substr(1) == rest_b.substr(1);
  }
  return rest_a.size() == rest_b.size() + 1
             ? rest_a.substr(1) == rest_b
             : rest_a.size() + 1 == rest_b.size() && rest_a == rest_b.substr(1);
}

struct Known {
  const StepDefinition* definition;
  std::string word;  // the one that was left out of the key
};

class Wordings {
 public:
  // A definition that was added before and reads almost the same; null: none does.
  const StepDefinition* add(const StepDefinition& definition) {
    const Words words = words_of(definition.expression.source());
    const StepDefinition* found = nullptr;
    const auto [there, fresh] = same_.try_emplace(words, &definition);
    if (!fresh) found = there->second;
    for (std::size_t left_out = 0; left_out < words.size(); ++left_out) {
      Words key = words;
      key[left_out] = "";
      auto& known = but_for_one_[key];
      for (const Known& other : known) {
        if (!found && is_slip(other.word, words[left_out])) found = other.definition;
      }
      known.push_back({&definition, words[left_out]});
    }
    return found;
  }

 private:
  std::map<Words, const StepDefinition*> same_;
  std::map<Words, std::vector<Known>> but_for_one_;
};

}  // namespace

// Almost equal are wordings that differ in articles, capitals, signs or optional text alone, in the kind of
// number or text that they take, or in one letter of one longer word. Regular expressions are not compared.
void near_duplicate_step(const Inspected& inspected, Findings& findings) {
  Wordings wordings;
  for (const StepDefinition& step : inspected.registry.steps()) {
    if (step.expression.is_regular()) continue;
    const StepDefinition* other = wordings.add(step);
    if (other)
      findings.add(step.where, "'" + step.expression.source() + "' is almost '" + other->expression.source() +
                                   "' at " + other->where.text() + ": one meaning, one wording");
  }
}

}  // namespace ordeal::lint
