#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

TEST(UnknownCatalogueId, NamesIdsThatTheCatalogueLacks) {
  EXPECT_THAT(findings("unknown-catalogue-id", {.feature = "@GPU-01 @GPU-1 @slow\nFeature: f\n",
                                                .catalogue = "| **GPU-01**, GPU-11 | out of memory |\n"}),
              ElementsAre("a.feature:1:9: the catalogue has no GPU-1"));
}

}  // namespace
}  // namespace ordeal::lint
