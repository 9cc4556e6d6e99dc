#include "harness/gherkin/parse_error.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "harness/text/utf8.hpp"

namespace ordeal::gherkin {
namespace {

// A message quotes the line that is wrong, and a line may have megabytes.
std::string shortened(std::string message) {
  constexpr std::size_t longest = 1'000;
  if (message.size() <= longest) return message;
  const std::string size = std::to_string(message.size());
  message.resize(longest);
  message.resize(std::min(longest, find_invalid_utf8(message)));  // no half characters
  return message + "… (" + size + " bytes)";
}

}  // namespace

std::string official_message(const ParseError& error) {
  return "(" + std::to_string(error.location.line) + ":" + std::to_string(error.location.column) +
         "): " + error.message;
}

void ParseErrors::add(Location location, std::string message) {
  if (full()) return;
  ParseError error{location, shortened(std::move(message))};
  if (std::ranges::find(errors_, error) == errors_.end()) errors_.push_back(std::move(error));
}

void throw_exception_from_error(const std::vector<ParseError>& errors, const boost::source_location&) {
  std::string all;
  for (const ParseError& error : errors) {
    if (!all.empty()) all += '\n';
    all += official_message(error);
  }
  throw std::runtime_error(all);
}

}  // namespace ordeal::gherkin
