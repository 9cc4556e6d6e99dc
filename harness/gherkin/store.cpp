#include "harness/gherkin/store.hpp"

#include <cstring>

namespace ordeal::gherkin {

std::string_view Store::keep(std::string_view text) {
  if (text.empty()) return {};
  char* copy = this->text(text.size());
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

}  // namespace ordeal::gherkin
