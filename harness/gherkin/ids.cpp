#include "harness/gherkin/ids.hpp"

namespace ordeal::gherkin {

IncrementingIds::IncrementingIds(std::uint64_t first) : number_(first) {
  if (first == 0) return;
  std::uint64_t before = first - 1;
  do {
    digits_[--first_] = static_cast<char>('0' + before % 10);
    before /= 10;
  } while (before > 0);
}

// Counts in the digits themselves: nine times out of ten only the last one changes.
std::string_view IncrementingIds::next() {
  ++number_;
  if (first_ == kMostDigits) {
    digits_[--first_] = '0';
  } else {
    std::size_t at = kMostDigits - 1;
    while (at >= first_ && digits_[at] == '9') digits_[at--] = '0';
    if (at < first_) {
      digits_[--first_] = '1';
    } else {
      ++digits_[at];
    }
  }
  return {digits_.data() + first_, kMostDigits - first_};
}

}  // namespace ordeal::gherkin
