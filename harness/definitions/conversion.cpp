#include "harness/definitions/conversion.hpp"

#include <stdexcept>

namespace ordeal::definitions {

void refuse_number(const expressions::Argument& argument, const std::string& type) {
  throw std::out_of_range(argument.group.text.value_or("") + " does not fit into the step function's " +
                          type + ".");
}

void refuse_absent(const std::string& type) {
  throw std::invalid_argument("A group of the expression took no part in the match, so there is no " + type +
                              " for the step function; let it take std::optional<" + type + ">.");
}

void refuse_value(const std::string& text, std::type_index given, const std::string& type) {
  throw std::invalid_argument("\"" + text + "\" became a " + readable_type(given) +
                              ", the step function takes a " + type + ".");
}

}  // namespace ordeal::definitions
