// A step definition's wording and a step's text, a line each, where the wording is taken as a Cucumber
// expression and as a regular expression.
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>

#include "harness/definitions/step_index.hpp"
#include "harness/expressions/expression.hpp"
#include "harness/expressions/plain_regexp.hpp"
#include "harness/fuzz/promise.hpp"
#include "harness/text/utf8.hpp"

namespace ordeal::fuzz {
namespace {

using expressions::Expression;
using expressions::PlainRegexp;

const expressions::ParameterTypes& parameter_types() {
  static const expressions::ParameterTypes types;
  return types;
}

// A text that fits its type's pattern may have no value, and says so.
void take_values(const std::vector<expressions::Argument>& arguments) {
  for (const expressions::Argument& argument : arguments) {
    try {
      static_cast<void>(argument.value());
      if (argument.is_text()) static_cast<void>(argument.text());
    } catch (const std::invalid_argument&) {
      continue;
    } catch (const std::out_of_range&) {
      continue;
    }
  }
}

std::string place(std::string_view group, std::string_view text) {
  if (group.data() == nullptr) return "-";
  return std::to_string(group.data() - text.data()) + "+" + std::to_string(group.size());
}

// RE2 of Debian 12 has named groups only as (?P<name>…), so we write them like this for it.
std::string with_named_groups_of_re2(std::string pattern) {
  for (std::size_t at = 0; (at = pattern.find("(?<", at)) != std::string::npos;) pattern.insert(at + 2, "P");
  return pattern;
}

void expect_what_re2_gives(const std::string& pattern, const std::string& text) {
  re2::RE2::Options quiet;
  quiet.set_log_errors(false);
  const auto plain = PlainRegexp::compile(pattern);
  if (!plain) return;
  const re2::RE2 regexp(pattern, quiet);
  promise(regexp.ok(), "a plain expression is one that RE2 takes", pattern);
  promise(plain->groups() == static_cast<std::size_t>(regexp.NumberOfCapturingGroups()) + 1,
          "both have the same groups", pattern);
  std::array<std::string_view, PlainRegexp::kMostGroups> groups;
  std::array<re2::StringPiece, PlainRegexp::kMostGroups> pieces;
  const auto answer = plain->match(text, std::span(groups).first(plain->groups()));
  if (answer == PlainRegexp::Answer::gave_up) return;
  const bool found = regexp.Match(text, 0, text.size(), re2::RE2::UNANCHORED, pieces.data(),
                                  static_cast<int>(plain->groups()));
  promise(found == (answer == PlainRegexp::Answer::match), "the plain matcher finds what RE2 finds",
          pattern + "\n" + text);
  for (std::size_t i = 0; found && i < plain->groups(); ++i) {
    const std::string_view by_re2(pieces[i].data(), pieces[i].size());
    promise(place(groups[i], text) == place(by_re2, text), "each group is the same",
            pattern + "\n" + text + "\ngroup " + std::to_string(i) + " is " + place(groups[i], text) +
                ", by RE2 " + place(by_re2, text));
  }
}

void match(const Expression& expression, const std::string& text, bool valid) {
  const auto arguments = expression.match(text);
  if (valid) expect_what_re2_gives(with_named_groups_of_re2(expression.regexp()), text);
  if (!arguments) return;
  promise(arguments->size() == expression.types().size(), "each parameter has an argument",
          expression.source() + "\n" + text);
  take_values(*arguments);
  definitions::StepIndex index;
  index.add(expression, 7);
  promise(std::ranges::count(index.candidates(text), std::size_t{7}) == 1,
          "the index has every expression that matches", expression.source() + "\n" + text);
}

}  // namespace
}  // namespace ordeal::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ordeal;
  const std::string input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(input.find('\n'), input.size());
  const std::string wording = input.substr(0, end), text = input.substr(std::min(end + 1, input.size()));
  const bool valid = find_invalid_utf8(text) == std::string_view::npos;
  const auto cucumber = expressions::Expression::cucumber(wording, fuzz::parameter_types());
  if (cucumber) fuzz::match(*cucumber, text, valid);
  const auto regular = expressions::Expression::regular(wording, fuzz::parameter_types());
  if (regular) fuzz::match(*regular, text, valid);
  const auto& message = cucumber ? std::string() : cucumber.error().message;
  fuzz::promise(cucumber || !message.empty(), "a refused expression has a reason", wording);
  return 0;
}
