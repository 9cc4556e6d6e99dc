// ordeal-conformance: the official test data, whatever copy of it, as GoogleTest cases. Without arguments:
// the copies that this project was tested with.
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "harness/conformance/cases.hpp"

namespace {

using AddCases = void (*)(const std::filesystem::path&);

struct Kind {
  const char* option;
  const char* what;
  AddCases add;
  std::string folder;
};

std::vector<Kind> kinds() {
  using namespace ordeal::conformance;
  const std::string source = ORDEAL_SOURCE_DIR "/";
  return {
      {"--gherkin", "testdata of cucumber/gherkin", add_gherkin_cases, source + "harness/gherkin/testdata"},
      {"--expressions", "testdata of cucumber/cucumber-expressions", add_expression_cases,
       source + "harness/expressions/testdata"},
      {"--tags", "testdata of cucumber/tag-expressions", add_tag_cases,
       source + "harness/expressions/testdata/tag-expression"},
      {"--junit", "testdata of cucumber/junit-xml-formatter", add_junit_cases,
       source + "reports/testdata/junit-xml"},
      {"--kit", "features of @cucumber/compatibility-kit", add_kit_cases,
       ORDEAL_DEPS "/node_modules/@cucumber/compatibility-kit/features"}};
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  CLI::App app{"Runs the official test data of Cucumber and says what passed and what failed."};
  auto all = kinds();
  for (Kind& kind : all) app.add_option(kind.option, kind.folder, kind.what)->capture_default_str();
  app.footer(
      "When one or more folders are named, only these are run.\n"
      "Example: ordeal-conformance --gherkin gherkin/testdata --kit node_modules/@cucumber/compatibility-kit/"
      "features\n"
      "Options of GoogleTest work, too: --gtest_filter='KitInWorkers.*', --gtest_brief=1, "
      "--gtest_output=xml:FILE\n"
      "Exit codes: 0 all passed, 1 some failed, 2 usage");
  const bool all_of_them = argc <= 1;
  try {
    app.parse(argc, argv);
    for (const Kind& kind : all) {
      if (all_of_them || app.count(kind.option) > 0) kind.add(kind.folder);
    }
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    std::cerr << "ordeal-conformance: " << error.what() << "\n";
    return 2;
  }
  return RUN_ALL_TESTS();
}
