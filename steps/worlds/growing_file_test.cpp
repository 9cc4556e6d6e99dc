#include "steps/worlds/growing_file.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "harness/process/forked_test.hpp"

namespace ordeal {
namespace {

TEST(GrowingFile, GivesEachLineOnceAndOnlyWhole) {
  const process::Folder folder;
  const std::string path = folder / "log";
  GrowingFile file(path);
  std::vector<std::string> lines;
  const auto read = [&] {
    lines.clear();
    file.read_lines([&](const std::string& line) { lines.push_back(line); });
    return lines;
  };
  EXPECT_THAT(read(), testing::IsEmpty()) << "it is not there yet";
  std::ofstream writes(path);
  writes << "one\n\ntw" << std::flush;
  EXPECT_THAT(read(), testing::ElementsAre("one", ""));
  const std::string long_line(100'000, 'x');
  writes << "o\n" << long_line << "\nthree" << std::flush;
  EXPECT_THAT(read(), testing::ElementsAre("two", long_line));
  writes << "\n" << std::flush;
  EXPECT_THAT(read(), testing::ElementsAre("three"));
  EXPECT_THAT(read(), testing::IsEmpty());
}

}  // namespace
}  // namespace ordeal
