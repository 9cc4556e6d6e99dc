#include "harness/definitions/snippet.hpp"

#include <gtest/gtest.h>

namespace ordeal {
namespace {

const expressions::ParameterTypes types;

Snippet the_snippet_for(std::string_view keyword, std::string_view step, const StepArgument& argument) {
  return snippets_for(keyword, step, argument, types, "World& world").front();
}

TEST(Snippet, IsAWholeDefinitionWithItsParameters) {
  EXPECT_EQ(the_snippet_for("When", "2 of 3 slots take 45 s", {}).code,
            "WHEN(\"{int} of {int} slots take {duration}\", (World& world, int number, int number2, "
            "std::chrono::nanoseconds duration)) {\n  pending(\"to be written\");\n}\n");
}

TEST(Snippet, IsWrittenAsACppString) {
  EXPECT_EQ(the_snippet_for("*", "the path a/b of \"x\"", {}).code,
            "STEP(\"the path a\\\\/b of {string}\", (World& world, const std::string& text)) {\n"
            "  pending(\"to be written\");\n}\n");
}

TEST(Snippet, TakesTheTableOrTextBelowTheStep) {
  EXPECT_EQ(the_snippet_for("Then", "these are done:", DataTable{}).code,
            "THEN(\"these are done:\", (World& world, const DataTable& table)) {\n  pending(\"to be "
            "written\");\n}\n");
  EXPECT_EQ(
      the_snippet_for("Then", "it says", DocString{}).code,
      "THEN(\"it says\", (World& world, const DocString& document)) {\n  pending(\"to be written\");\n}\n");
}

TEST(Snippet, OffersEachWordingThatWouldMatch) {
  const auto snippets = snippets_for("Given", "3 workers", {}, types, "");
  ASSERT_EQ(snippets.size(), 2u);
  EXPECT_EQ(snippets[0].wording, "{int} workers");
  EXPECT_EQ(snippets[1].wording, "{float} workers");
}

TEST(Snippet, OfASuiteWithoutAWorldTakesOnlyCaptures) {
  EXPECT_EQ(snippets_for("Given", "3 workers", {}, types, "").front().code,
            "GIVEN(\"{int} workers\", (int number)) {\n  pending(\"to be written\");\n}\n");
  EXPECT_EQ(snippets_for("Given", "workers", {}, types, "").front().code,
            "GIVEN(\"workers\", ()) {\n  pending(\"to be written\");\n}\n");
}

}  // namespace
}  // namespace ordeal
