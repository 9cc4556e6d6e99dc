#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

TEST(UnusableDefinition, NamesADefinitionThatTheRegistryRefuses) {
  EXPECT_THAT(findings("unusable-definition", {.steps = {declared("Given", "a {nothing}", 9)}}),
              ElementsAre(testing::StartsWith("steps/x.cpp:9:1: 'a {nothing}': ")));
}

}  // namespace
}  // namespace ordeal::lint
