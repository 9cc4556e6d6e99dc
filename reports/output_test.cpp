#include "reports/output.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

namespace fs = std::filesystem;

class OutputFile : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_)) found.push_back(entry.path().filename());
    return found;
  }

  fs::path folder_ = fs::path(testing::TempDir()) / ("output of " + std::to_string(getpid()));
  fs::path file_ = folder_ / "report.txt";
};

TEST_F(OutputFile, AppearsUnderItsNameOnlyWhenComplete) {
  std::ofstream(file_) << "of the run before";
  auto output = Output::file(file_);
  ASSERT_TRUE(output.has_value()) << output.error();
  output->write("new");
  output->flush();
  EXPECT_FALSE(fs::exists(file_)) << "a run that is killed now would leave the report of the run before";
  EXPECT_TRUE(output->finish().has_value());
  EXPECT_EQ(text_of(file_), "new");
  EXPECT_THAT(names(), testing::ElementsAre("report.txt"));
}

TEST_F(OutputFile, LeavesNothingWhenGivenUp) {
  {
    auto output = Output::file(file_);
    ASSERT_TRUE(output.has_value());
    output->write("half");
  }
  EXPECT_THAT(names(), testing::IsEmpty());
}

TEST_F(OutputFile, CreatesMissingFolders) {
  auto output = Output::file(folder_ / "a" / "b" / "report.txt");
  ASSERT_TRUE(output.has_value()) << output.error();
  EXPECT_TRUE(output->finish().has_value());
  EXPECT_TRUE(fs::exists(folder_ / "a" / "b" / "report.txt"));
}

TEST_F(OutputFile, SaysWhichFileCannotBeWrittenAndWhy) {
  std::ofstream(file_) << "a file";
  const auto output = Output::file(file_ / "below.txt");
  ASSERT_TRUE(output.has_error());
  EXPECT_THAT(output.error(),
              testing::AllOf(testing::HasSubstr("below.txt"), testing::HasSubstr("Not a directory")));
}

TEST_F(OutputFile, SaysThatTheDiskIsFull) {
  auto output = Output::file("/dev/full");  // no ordinary file: written to directly, never replaced
  ASSERT_TRUE(output.has_value()) << output.error();
  output->write("text");
  const auto finished = output->finish();
  ASSERT_TRUE(finished.has_error());
  EXPECT_THAT(finished.error(), testing::HasSubstr("/dev/full: No space left on device"));
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

}  // namespace
}  // namespace ordeal::reports
