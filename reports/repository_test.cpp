#include "reports/repository.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace ordeal::reports {
namespace {

namespace fs = std::filesystem;

TEST(ARepository, NamesFilesFromItsRoot) {
  const Repository repository("/work/tree", "/work/tree/sub");
  EXPECT_EQ(repository.path_of("features/a.feature"), "sub/features/a.feature");
  EXPECT_EQ(repository.path_of("../b.feature"), "b.feature");
  EXPECT_EQ(repository.path_of("/work/tree/c.feature"), "c.feature");
  EXPECT_EQ(repository.path_of("../../outside.feature"), "../../outside.feature");
  EXPECT_EQ(repository.path_of(""), "");
}

// Where this test runs for its own time: in sub of a folder, with no word of CI's.
class AWorkingFolder : public testing::Test {
 protected:
  AWorkingFolder() {
    fs::create_directories(root_ / "sub");
    fs::current_path(root_ / "sub");
    unsetenv("GITHUB_WORKSPACE");
    unsetenv("CI_PROJECT_DIR");
  }
  ~AWorkingFolder() override {
    unsetenv("GITHUB_WORKSPACE");
    fs::current_path(before_);
    fs::remove_all(root_);
  }

  const fs::path before_ = fs::current_path();
  const fs::path root_ = fs::canonical(testing::TempDir()) / ("repository-" + std::to_string(getpid()));
};

TEST_F(AWorkingFolder, BelongsToTheRepositoryAroundIt) {
  fs::create_directory(root_ / ".git");
  EXPECT_EQ(Repository::of_working_folder().path_of("a.feature"), "sub/a.feature");
}

TEST_F(AWorkingFolder, OfFeaturesLiesBelowThatOfTheSources) {
  fs::create_directories(root_ / "project/steps");
  fs::create_directories(root_ / "project/features");
  std::ofstream(root_ / "project/steps/a.cpp") << "x";
  const Repository repository(root_, root_ / "project/features");
  EXPECT_EQ(repository.path_of("steps/a.cpp"), "project/steps/a.cpp");
  EXPECT_EQ(repository.path_of("steps/gone.cpp"), "project/features/steps/gone.cpp");
}

TEST_F(AWorkingFolder, BelongsToWhatCiNames) {
  fs::create_directory(root_ / "sub/.git");
  setenv("GITHUB_WORKSPACE", root_.c_str(), 1);
  EXPECT_EQ(Repository::of_working_folder().path_of("a.feature"), "sub/a.feature");
  setenv("GITHUB_WORKSPACE", "/elsewhere", 1);
  EXPECT_EQ(Repository::of_working_folder().path_of("a.feature"), "a.feature");
}

}  // namespace
}  // namespace ordeal::reports
