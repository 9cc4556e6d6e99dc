#include "harness/lint/rewrite.hpp"

#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

class Rewrite : public testing::Test {
 protected:
  Rewrite() { std::filesystem::create_directories(folder_); }
  ~Rewrite() override { std::filesystem::remove_all(folder_); }
  static std::string content(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("rewrite-" + std::to_string(getpid()));
};

TEST_F(Rewrite, KeepsPermissionsAndLinksAndLeavesNothingBeside) {
  std::ofstream(folder_ / "a") << "old";
  std::filesystem::permissions(folder_ / "a", std::filesystem::perms(0640));
  std::filesystem::create_symlink("a", folder_ / "b");
  rewrite(folder_ / "b", "new");
  EXPECT_EQ(content(folder_ / "a"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "b"));
  EXPECT_EQ(std::filesystem::status(folder_ / "a").permissions(), std::filesystem::perms(0640));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 2);
}

TEST_F(Rewrite, SaysWhatCannotBeWritten) {
  EXPECT_THROW(rewrite(folder_ / "not there", "x"), std::system_error);
}

}  // namespace
}  // namespace ordeal::lint
