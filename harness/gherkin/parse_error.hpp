// What is wrong with a feature file.
#pragma once

#include <boost/assert/source_location.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "harness/gherkin/document.hpp"

namespace ordeal::gherkin {

struct ParseError {
  Location location;
  std::string message;  // the official wording, without the place; of a very long line only its start
  bool operator==(const ParseError&) const = default;
};

inline constexpr const char* kInconsistentTable = "inconsistent cell count within the table";

// "(5:3): inconsistent cell count within the table", as Cucumber messages have it.
std::string official_message(const ParseError& error);

// Collects errors in the order in which they are found; the same one twice counts once. Gives up, like the
// official parser, at the eleventh: more would only be consequences.
class ParseErrors {
 public:
  static constexpr std::size_t limit = 11;

  void add(Location location, std::string message);
  bool full() const { return errors_.size() >= limit; }
  bool empty() const { return errors_.empty(); }
  std::vector<ParseError> take() { return std::move(errors_); }

 private:
  std::vector<ParseError> errors_;
};

// Lets boost::system::result::value() throw: a std::runtime_error that lists every error.
[[noreturn]] void throw_exception_from_error(const std::vector<ParseError>& errors,
                                             const boost::source_location& where);

}  // namespace ordeal::gherkin
