#include "harness/gherkin/parse_error.hpp"

#include <algorithm>
#include <stdexcept>

namespace ordeal::gherkin {

std::string official_message(const ParseError& error) {
  return "(" + std::to_string(error.location.line) + ":" + std::to_string(error.location.column) +
         "): " + error.message;
}

void ParseErrors::add(Location location, std::string message) {
  if (full()) return;
  ParseError error{location, std::move(message)};
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
