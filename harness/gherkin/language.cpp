#include "harness/gherkin/language.hpp"

#include <algorithm>

namespace ordeal::gherkin {

const Language* find_language(std::string_view code) {
  const auto found = std::ranges::lower_bound(languages(), code, {}, &Language::code);
  return found != languages().end() && found->code == code ? &*found : nullptr;
}

}  // namespace ordeal::gherkin
