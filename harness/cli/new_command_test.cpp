#include "harness/cli/trial.hpp"
#include "harness/gherkin/format.hpp"

namespace ordeal::cli {
namespace {

using NewCommand = Trial;

TEST_F(NewCommand, WritesAFeatureInCanonicalFormAndSaysHowToGoOn) {
  const Answer answer = trial("new 'Full  disk!'");
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_EQ(answer.out,
            "wrote features/full_disk.feature\nnext: say what must hold, then\n  trial run "
            "features/full_disk.feature\n");
  const std::string feature = content("features/full_disk.feature");
  EXPECT_THAT(feature, testing::StartsWith("Feature: Full disk!\n"));
  EXPECT_EQ(gherkin::format(feature).value(), feature);
}

TEST_F(NewCommand, NeverWritesOverAFile) {
  write("features/full_disk.feature", "mine");
  const Answer answer = trial("new 'Full disk' --steps");
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_THAT(answer.err, HasSubstr("features/full_disk.feature is there already"));
  EXPECT_EQ(content("features/full_disk.feature"), "mine");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "steps"));
}

TEST_F(NewCommand, NamesNoFileByNothing) {
  EXPECT_EQ(trial("new '?!'").exit_code, 2);
  EXPECT_EQ(trial("new").exit_code, 2);
}

TEST_F(NewCommand, WritesStepsThatCompile) {
  for (const char* name : {"Full disk", "9 lives {of} \"it\" (x)/y", "Größe"}) {
    const Answer answer = trial("new '" + std::string(name) + "' --dir f --steps --steps-dir s");
    ASSERT_EQ(answer.exit_code, 0) << answer.err;
  }
  const Answer compiled = shell("for f in s/*.cpp; do '" ORDEAL_COMPILER
                                "' -std=c++20 -Wall -Wextra -Werror -Wno-missing-field-initializers "
                                "-fsyntax-only -I'" ORDEAL_SOURCE_DIR "' \"$f\" || exit; done");
  EXPECT_EQ(compiled.exit_code, 0) << compiled.err;
}

}  // namespace
}  // namespace ordeal::cli
