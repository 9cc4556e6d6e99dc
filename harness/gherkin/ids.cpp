#include "harness/gherkin/ids.hpp"

#include <charconv>
#include <iterator>

namespace ordeal::gherkin {

std::string_view IncrementingIds::next() {
  const auto written = std::to_chars(std::begin(digits_), std::end(digits_), count_++);
  return {digits_, written.ptr};
}

}  // namespace ordeal::gherkin
