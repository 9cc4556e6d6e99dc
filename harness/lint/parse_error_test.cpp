#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

TEST(ParseError, IsAFindingForEveryErrorOfAFile) {
  run::Features features;
  features.unparsable = {{"b.feature", {{2, 1}, "expected: #Feature"}}, {"b.feature", {{4, 3}, "more"}}};
  const Registry registry((Declarations()));
  const auto found = lint({.features = features, .registry = registry});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].text(), "b.feature:2:1: parse-error: expected: #Feature");
}

}  // namespace
}  // namespace ordeal::lint
