#include "harness/gherkin/table_cells.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace ordeal::gherkin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Cell = std::pair<std::uint32_t, std::string>;  // column, text

std::vector<Cell> cells_of(std::string_view text) {
  Store store{std::string()};
  std::vector<TokenItem> items;
  split_table_cells(LineScanner(text).next(), store, items);
  std::vector<Cell> cells;
  for (const TokenItem& item : items) cells.emplace_back(item.column, item.text);
  return cells;
}

TEST(TableCells, AreTrimmedAndKnowTheirColumn) {
  EXPECT_THAT(cells_of("  | a |b|  c d|"), ElementsAre(Cell(5, "a"), Cell(8, "b"), Cell(12, "c d")));
}

TEST(TableCells, MayBeEmpty) {
  EXPECT_THAT(cells_of("||  |"), ElementsAre(Cell(2, ""), Cell(5, "")));
}

TEST(TableCells, NeedABarAtTheirEnd) {
  EXPECT_THAT(cells_of("|"), IsEmpty());
  EXPECT_THAT(cells_of("| a | b"), ElementsAre(Cell(3, "a")));
  EXPECT_THAT(cells_of("| a | b \\"), ElementsAre(Cell(3, "a")));
  EXPECT_THAT(cells_of("| a \\|"), IsEmpty());
}

TEST(TableCells, ResolveEscapes) {
  EXPECT_THAT(cells_of(R"(|\||\\|a\nb|\x|\é|)"),
              ElementsAre(Cell(2, "|"), Cell(5, "\\"), Cell(8, "a\nb"), Cell(13, "\\x"), Cell(16, "\\é")));
}

TEST(TableCells, KeepAnEscapedLineFeedAtTheirEnds) {
  EXPECT_THAT(cells_of(R"(| \n a \n |)"), ElementsAre(Cell(3, "\n a \n")));
}

}  // namespace
}  // namespace ordeal::gherkin
