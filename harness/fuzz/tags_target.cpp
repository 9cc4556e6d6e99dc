// A tag expression, and, a line each, the tags for which it is asked: what it was formatted to must be the
// same expression.
#include <sstream>

#include "harness/expressions/tag_expression.hpp"
#include "harness/fuzz/promise.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using ordeal::expressions::TagExpression;
  std::istringstream input(std::string(reinterpret_cast<const char*>(data), size));
  std::string text;
  std::getline(input, text);
  std::vector<std::string> tags;
  for (std::string tag; std::getline(input, tag);) tags.push_back(tag);
  const auto expression = TagExpression::parse(text);
  if (!expression) {
    ordeal::fuzz::promise(!expression.error().message.empty(), "a refused expression has a reason", text);
    return 0;
  }
  const std::string formatted = expression->formatted();
  const auto again = TagExpression::parse(formatted);
  ordeal::fuzz::promise(again.has_value(), "what is formatted parses", text + "\n" + formatted);
  ordeal::fuzz::promise(again->formatted() == formatted, "what is formatted stays",
                        text + "\n" + formatted + "\n" + again->formatted());
  ordeal::fuzz::promise(again->holds(tags) == expression->holds(tags), "what is formatted means the same",
                        text + "\n" + formatted);
  return 0;
}
