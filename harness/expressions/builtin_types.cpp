// The parameter types that every program has. Patterns of Cucumber's own: cucumber-expressions 20.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>

#include "harness/expressions/parameter_type.hpp"
#include "harness/expressions/quantities.hpp"

namespace ordeal::expressions {
namespace {

// Functions, since other static initialisers may ask for the types.
std::vector<std::string> integers() {
  return {"-?\\d+", "\\d+"};
}
std::vector<std::string> decimals() {
  return {"[-+]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[E][+-]?\\d+)?"};
}
constexpr const char* decimal_number = "(\\d+(?:\\.\\d+)?)";

// Wraps a function of a group's text, so that a group which took no part gives no value.
template <class Function>
auto of_text(Function function) {
  return [function](const GroupTexts& groups) {
    const auto& text = groups.at(0);
    return text ? std::any(function(*text)) : std::any();
  };
}

// Likewise for patterns with the groups (number)(unit).
template <class Function>
auto of_number_and_unit(Function function) {
  return [function](const GroupTexts& groups) {
    return groups.at(0) ? std::any(function(*groups.at(0), groups.at(1).value())) : std::any();
  };
}

// Bits 8, 16, 32, 64. The value is 64 bits wide all the same; the step function's parameter narrows it.
std::int64_t integer(std::string_view text, int bits) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::int64_t largest = std::numeric_limits<std::int64_t>::max() >> (64 - bits);
  const bool read = error == std::errc() && end == text.data() + text.size();
  if (!read || value > largest || value < -largest - 1) {
    throw std::out_of_range(std::string(text) + " does not fit into " + std::to_string(bits) +
                            " bits: it may be " + std::to_string(-largest - 1) + " to " +
                            std::to_string(largest));
  }
  return value;
}

double decimal(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::out_of_range(std::string(text) + " is not a number that a double holds");
  }
  return value;
}

std::string itself(const GroupTexts& groups) {
  return std::string(groups.at(0).value());
}

std::string unescaped(std::string_view text) {
  std::string plain(text.substr(0, text.find('\\')));
  for (std::size_t i = plain.size(); i < text.size(); ++i) {
    const bool escapes =
        text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\'');
    plain += text[escapes ? ++i : i];
  }
  return plain;
}

// The groups are what stands between "…" and what stands between '…'; one of them took part.
std::string quoted(const GroupTexts& groups) {
  return unescaped(groups.at(0) ? *groups.at(0) : groups.at(1).value());
}

// A text for a group that took part, else no value.
template <std::string (*text)(const GroupTexts&)>
std::any any_text(const GroupTexts& groups) {
  const bool took_part = std::ranges::any_of(groups, [](const auto& group) { return group.has_value(); });
  return took_part ? std::any(text(groups)) : std::any();
}

ParameterType integer_type(std::string name, int bits) {
  return {.name = std::move(name),
          .regexps = integers(),
          .type = typeid(std::int64_t),
          .transform = of_text([bits](std::string_view text) { return integer(text, bits); }),
          .for_snippets = false};
}

ParameterType decimal_type(std::string name) {
  return {.name = std::move(name),
          .regexps = decimals(),
          .type = typeid(double),
          .transform = of_text(decimal),
          .for_snippets = false};
}

// Numbers of any length have no C++ type of their own: their digits are the value.
ParameterType text_type(std::string name, std::vector<std::string> regexps) {
  return {.name = std::move(name),
          .regexps = std::move(regexps),
          .transform = any_text<itself>,
          .text = itself,
          .for_snippets = false};
}

void add_cucumbers(std::vector<ParameterType>& types) {
  // {int} has 64 bits: an author who writes 6000000000 means it. The function's parameter says what fits.
  types.push_back(integer_type("int", 64));
  types.back().for_snippets = types.back().preferred = true;
  types.push_back(decimal_type("float"));
  types.back().for_snippets = true;
  types.push_back(text_type("word", {"[^\\s]+"}));
  types.push_back({.name = "string",
                   .regexps = {R"re("([^"\\]*(\\.[^"\\]*)*)"|'([^'\\]*(\\.[^'\\]*)*)')re"},
                   .transform = any_text<quoted>,
                   .text = quoted});
  types.push_back(text_type("", {".*"}));
  types.back().preferred = true;
  types.push_back(decimal_type("double"));
  types.push_back(text_type("bigdecimal", decimals()));
  types.push_back(integer_type("byte", 8));
  types.push_back(integer_type("short", 16));
  types.push_back(integer_type("long", 64));
  types.push_back(text_type("biginteger", integers()));
}

void add_ours(std::vector<ParameterType>& types) {
  types.push_back({.name = "duration",
                   .regexps = {std::string(decimal_number) + " ?(" + duration_units() + ")"},
                   .type = typeid(std::chrono::nanoseconds),
                   .transform = of_number_and_unit(duration_of)});
  types.push_back({.name = "bytes",
                   .regexps = {std::string(decimal_number) + " ?(" + byte_units() + ")"},
                   .type = typeid(Bytes),
                   .transform = of_number_and_unit(bytes_of)});
  types.push_back({.name = "percent",
                   .regexps = {std::string(decimal_number) + " ?%"},
                   .type = typeid(Percent),
                   .transform = of_text([](std::string_view text) { return Percent{decimal(text)}; })});
  types.push_back({.name = "ordinal",
                   .regexps = {"(\\d+)(?:st|nd|rd|th)"},
                   .type = typeid(Ordinal),
                   .transform = of_text([](std::string_view text) { return Ordinal{integer(text, 64)}; })});
  types.push_back({.name = "signal",
                   .regexps = {signal_names()},
                   .type = typeid(Signal),
                   .transform = of_text(signal_of)});
  types.push_back({.name = "exit code",
                   .regexps = {"\\d{1,3}|" + signal_names()},
                   .type = typeid(ExitCode),
                   .transform = of_text(exit_code_of),
                   .for_snippets = false});  // every small number would be one
}

}  // namespace

std::vector<ParameterType> builtin_parameter_types() {
  std::vector<ParameterType> types;
  add_cucumbers(types);
  add_ours(types);
  return types;
}

}  // namespace ordeal::expressions
