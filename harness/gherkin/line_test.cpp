#include "harness/gherkin/line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ordeal::gherkin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> lines_of(std::string_view source) {
  LineScanner scanner(source);
  std::vector<std::string> lines;
  for (Line line = scanner.next(); !line.end_of_file; line = scanner.next()) lines.emplace_back(line.text);
  return lines;
}

TEST(LineScanner, CutsAtBothKindsOfLineEnd) {
  EXPECT_THAT(lines_of("a\nb\r\nc"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(lines_of("a\rb\r\r\n"), ElementsAre("a\rb\r"));
}

TEST(LineScanner, TakesTheTextBehindTheLastLineEndForALineOnlyIfItIsMoreThanSpace) {
  EXPECT_THAT(lines_of(""), IsEmpty());
  EXPECT_THAT(lines_of("a\n"), ElementsAre("a"));
  EXPECT_THAT(lines_of("a\n  \t"), ElementsAre("a"));
  EXPECT_THAT(lines_of("a\n\n"), ElementsAre("a", ""));
}

TEST(LineScanner, PutsTheEndOfTheFileOnALineOfItsOwnAndStaysThere) {
  for (const std::string_view source : {"a\nb", "a\nb\n", "a\nb\n  "}) {
    LineScanner scanner(source);
    scanner.next();
    scanner.next();
    EXPECT_EQ(scanner.next().number, 3u);
    EXPECT_TRUE(scanner.next().end_of_file);
    EXPECT_EQ(scanner.next().number, 3u);
  }
}

TEST(LineScanner, ReadsAheadAsACopy) {
  LineScanner scanner("a\nb\n");
  LineScanner ahead = scanner;
  ahead.next();
  EXPECT_EQ(ahead.next().text, "b");
  EXPECT_EQ(scanner.next().text, "a");
}

TEST(Line, LosesAtMostItsOwnIndent) {
  const Line line = LineScanner("\u3000\u3000 x").next();
  EXPECT_EQ(line.indent, 3u);
  EXPECT_EQ(line.without_indent(0), "\u3000\u3000 x");
  EXPECT_EQ(line.without_indent(1), "\u3000 x");
  EXPECT_EQ(line.without_indent(3), "x");
  EXPECT_EQ(line.without_indent(4), "x");
}

}  // namespace
}  // namespace ordeal::gherkin
