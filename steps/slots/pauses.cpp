#include "steps/slots/pauses.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <stdexcept>

namespace ordeal {
namespace {

std::string shown(const std::vector<double>& pauses) {
  std::string text;
  for (const double ms : pauses) text += (text.empty() ? "" : ", ") + std::to_string(ms) + " ms";
  return text;
}

}  // namespace

std::vector<double> milliseconds_in(const std::string& list) {
  static const RE2 one(R"((\d+) s(?:, )?)");
  re2::StringPiece text(list);
  std::vector<double> all;
  for (int seconds; RE2::Consume(&text, one, &seconds);) all.push_back(1000.0 * seconds);
  if (!text.empty()) throw std::invalid_argument("'" + list + "' is no list such as 1 s, 2 s");
  return all;
}

void expect_pauses(const Clock& clock, const std::vector<double>& pauses,
                   const std::vector<double>& expected) {
  ASSERT_GE(pauses.size(), expected.size()) << "there was a further try only after " << shown(pauses);
  for (std::size_t n = 0; n < expected.size(); ++n) {
    EXPECT_GE(pauses[n], expected[n] - 1) << "pause " << n + 1 << " of " << shown(pauses) << " is too short";
    if (clock.time_is_exact())
      EXPECT_LE(pauses[n], expected[n] + 1) << "pause " << n + 1 << " of " << shown(pauses) << " is too long";
  }
}

}  // namespace ordeal
