// A small program of feature runs, for the tests of the commands.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "harness/cli/suite.hpp"
#include "harness/definitions/current.hpp"
#include "harness/definitions/define.hpp"

namespace ordeal {
namespace {

struct Basket {
  int apples = 0;
};

struct Colour {
  std::string name;
};

}  // namespace

PARAMETER_TYPE(Colour, "colour", "red|green", (const std::string& name)) {
  return {name};
}

GIVEN("a basket with {int} apple(s)", (Basket & basket, int apples), "An <empty> one has 0 | none.") {
  basket.apples = apples;
}

WHEN("I eat {int} {colour} apple(s)", (Basket & basket, int apples, const Colour&)) {
  basket.apples -= apples;
}

WHEN("I read:", (Basket&, const DocString&)) {}

THEN("the basket has {int} apple(s)", (Basket & basket, int apples)) {
  std::cout << "counted: " << basket.apples << "\n";
  EXPECT_EQ(basket.apples, apples);
}

THEN("the basket is fine", (Basket & basket)) {
  basket.apples += 0;
}

THEN("no wasp comes with a seed above {int}", (CurrentScenario & scenario, int seed)) {
  EXPECT_LE(scenario.seed, static_cast<std::uint64_t>(seed)) << "a wasp of seed " << scenario.seed;
}

}  // namespace ordeal

int main(int argc, char** argv) {
  // Why it refuses to run there, for the test that says so.
  const auto refuses = [](const std::string& arm) -> std::string {
    const char* why = std::getenv("TRIAL_REFUSES");
    return arm == "there" && why ? why : "";
  };
  return ordeal::cli::main_of({.name = "trial", .arms = {"here", "there"}, .refuses = refuses}, argc, argv);
}
