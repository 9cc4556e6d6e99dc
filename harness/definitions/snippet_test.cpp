#include "harness/definitions/snippet.hpp"

#include <gmock/gmock.h>

namespace ordeal {
namespace {

using testing::ElementsAre;

const expressions::ParameterTypes types;

TEST(Snippet, IsAWholeDefinitionWithItsParameters) {
  EXPECT_EQ(snippet_for("When", "2 of 3 slots take 45 s", {}, types).code,
            "WHEN(\"{int} of {int} slots take {duration}\", (World& world, int number, int number2, "
            "std::chrono::nanoseconds duration)) {\n  pending(\"to be written\");\n}\n");
}

TEST(Snippet, IsWrittenAsACppString) {
  EXPECT_EQ(snippet_for("*", "the path a/b of \"x\"", {}, types).code,
            "STEP(\"the path a\\\\/b of {string}\", (World& world, const std::string& text)) {\n"
            "  pending(\"to be written\");\n}\n");
}

TEST(Snippet, TakesTheTableOrTextBelowTheStep) {
  EXPECT_EQ(snippet_for("Then", "these are done:", DataTable{}, types).code,
            "THEN(\"these are done:\", (World& world, const DataTable& table)) {\n  pending(\"to be "
            "written\");\n}\n");
  EXPECT_EQ(
      snippet_for("Then", "it says", DocString{}, types).code,
      "THEN(\"it says\", (World& world, const DocString& document)) {\n  pending(\"to be written\");\n}\n");
}

TEST(Snippet, OffersEachWordingThatWouldMatch) {
  EXPECT_THAT(snippet_for("Given", "3 workers", {}, types).wordings,
              ElementsAre("{int} workers", "{float} workers"));
}

}  // namespace
}  // namespace ordeal
