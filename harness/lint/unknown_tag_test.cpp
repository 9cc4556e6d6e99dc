#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

const char* feature =
    "@slow @GPU-01\nFeature: f\n  Rule: r\n    @gpu_x\n    Scenario: s\n      Given <a>\n      @slwo\n      "
    "Examples:\n        | a |\n";

TEST(UnknownTag, NamesTagsThatAreNotListedAndTheNearest) {
  EXPECT_THAT(
      findings("unknown-tag", {.feature = feature, .tags = "# ours\n@slow and not (@fast)\nGPU-*  # ids\n"}),
      ElementsAre("a.feature:4:5: @gpu_x is not in the list of tags: add it, or take it away",
                  "a.feature:7:7: @slwo is not in the list of tags; is it @slow?"));
}

TEST(UnknownTag, LeavesIdsToTheCatalogueWhenThereIsOne) {
  EXPECT_THAT(findings("unknown-tag", {.feature = feature, .tags = "@slow @slwo @gpu_*", .catalogue = ""}),
              IsEmpty());
}

TEST(UnknownTag, SaysNothingWithoutAList) {
  EXPECT_THAT(findings("unknown-tag", {.feature = feature}), IsEmpty());
}

}  // namespace
}  // namespace ordeal::lint
