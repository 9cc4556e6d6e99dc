#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

struct Meal {
  int cucumbers = 0;
};

GIVEN("there are {int} cucumbers", (Meal & meal, int cucumbers)) {
  meal.cucumbers = cucumbers;
}
WHEN("I eat {int} cucumbers", (Meal & meal, int eaten)) {
  meal.cucumbers -= eaten;
}
THEN("I should have {int} cucumbers", (Meal & meal, int expected)) {
  if (meal.cucumbers != expected) {
    throw std::runtime_error("Expected values to be strictly equal:\n\n" + std::to_string(meal.cucumbers) +
                             " !== " + std::to_string(expected) + "\n");
  }
}

}  // namespace
}  // namespace ordeal::kit
