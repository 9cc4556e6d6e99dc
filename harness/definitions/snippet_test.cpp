#include "harness/definitions/snippet.hpp"

#include <gtest/gtest.h>

namespace ordeal {
namespace {

const expressions::ParameterTypes types;

Snippet the_snippet_for(std::string_view macro, std::string_view step, const StepArgument& argument) {
  return snippets_for(macro, step, argument, types, "World& world").front();
}

TEST(Snippet, IsAWholeDefinitionWithItsParameters) {
  EXPECT_EQ(the_snippet_for("WHEN", "2 of 3 slots take 45 s", {}).code,
            "WHEN(\"{int} of {int} slots take {duration}\", (World& world, int number, int number2, "
            "std::chrono::nanoseconds duration)) {\n  ordeal::pending(\"to be written\");\n}\n");
}

TEST(Snippet, IsWrittenAsACppString) {
  EXPECT_EQ(the_snippet_for("STEP", "the path a/b of \"x\"", {}).code,
            "STEP(\"the path a\\\\/b of {string}\", (World& world, const std::string& text)) {\n"
            "  ordeal::pending(\"to be written\");\n}\n");
}

TEST(Snippet, TakesWhatStandsBelowTheStepInItsOrder) {
  const auto parameters = [](const StepArgument& below) {
    const std::string code = the_snippet_for("THEN", "it says", below).code;
    return code.substr(0, code.find('\n'));
  };
  EXPECT_EQ(parameters({.table = DataTable{}}),
            "THEN(\"it says\", (World& world, const ordeal::DataTable& table)) {");
  EXPECT_EQ(parameters({.doc_string = DocString{}}),
            "THEN(\"it says\", (World& world, const ordeal::DocString& document)) {");
  EXPECT_EQ(parameters({.table = DataTable{}, .doc_string = DocString{}}),
            "THEN(\"it says\", (World& world, const ordeal::DataTable& table, const ordeal::DocString& "
            "document)) {");
  EXPECT_EQ(parameters({.table = DataTable{}, .doc_string = DocString{}, .doc_string_first = true}),
            "THEN(\"it says\", (World& world, const ordeal::DocString& document, const ordeal::DataTable& "
            "table)) {");
}

namespace unnamed_types {
namespace {
struct Colour {};
}  // namespace
}  // namespace unnamed_types

TEST(Snippet, NamesEachParameterSoThatItCompiles) {
  expressions::ParameterTypes own;
  const auto define = [&](const std::string& name, const std::string& pattern) {
    const auto made =
        own.define({.name = name,
                    .regexps = {pattern},
                    .type = typeid(unnamed_types::Colour),
                    .transform = [](const auto&) { return std::any(unnamed_types::Colour()); }});
    ASSERT_TRUE(made) << made.error().message;
  };
  define("class", "red");
  define("2nd größe", "blue");
  define("table", "green");
  EXPECT_EQ(snippets_for("GIVEN", "a red blue green", {.table = DataTable{}}, own, "").front().code,
            "GIVEN(\"a {class} {2nd größe} {table}\", (ordeal::unnamed_types::Colour the_class, "
            "ordeal::unnamed_types::Colour the_2nd_gr_e, ordeal::unnamed_types::Colour table, "
            "const ordeal::DataTable& table2)) {\n  ordeal::pending(\"to be written\");\n}\n");
}

TEST(Snippet, OffersEachWordingThatWouldMatch) {
  const auto snippets = snippets_for("GIVEN", "3 workers", {}, types, "");
  ASSERT_EQ(snippets.size(), 2u);
  EXPECT_EQ(snippets[0].wording, "{int} workers");
  EXPECT_EQ(snippets[1].wording, "{float} workers");
}

TEST(Snippet, OfASuiteWithoutAWorldTakesOnlyCaptures) {
  EXPECT_EQ(snippets_for("GIVEN", "3 workers", {}, types, "").front().code,
            "GIVEN(\"{int} workers\", (int number)) {\n  ordeal::pending(\"to be written\");\n}\n");
  EXPECT_EQ(snippets_for("GIVEN", "workers", {}, types, "").front().code,
            "GIVEN(\"workers\", ()) {\n  ordeal::pending(\"to be written\");\n}\n");
}

}  // namespace
}  // namespace ordeal
