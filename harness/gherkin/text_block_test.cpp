#include "harness/gherkin/text_block.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ordeal::gherkin {
namespace {

TEST(TextBlock, IsAViewOfLinesThatFollowEachOther) {
  Store store("one\n\ntwo\n");
  TextBlock block;
  block.add(store.source().substr(0, 3));
  block.add(store.source().substr(4, 0));
  block.add(store.source().substr(5, 3));
  const std::string_view text = block.take(store);
  EXPECT_EQ(text, "one\n\ntwo");
  EXPECT_EQ(text.data(), store.source().data());
}

TEST(TextBlock, CopiesLinesThatDoNot) {
  Store store("one\r\ntwo\r\n");
  TextBlock block;
  block.add("");
  block.add(store.source().substr(0, 3));
  block.add(store.source().substr(5, 3));
  block.add("");
  EXPECT_EQ(block.take(store), "\none\ntwo\n");
}

TEST(TextBlock, IsNotMisledByLinesThatLieSideBySideInTheStore) {
  Store store{std::string()};
  TextBlock block;
  const std::string_view memory = store.keep("a?b");
  block.add(memory.substr(0, 1));
  block.add(memory.substr(2, 1));
  EXPECT_EQ(block.take(store), "a\nb");
}

TEST(TextBlock, LosesBlankLinesAtItsEndOnly) {
  Store store{std::string()};
  TextBlock block;
  for (const char* line : {" ", "a", "\t", "\u3000"}) block.add(line);
  block.drop_blank_end();
  EXPECT_EQ(block.take(store), " \na");
  block.add(" ");
  block.drop_blank_end();
  EXPECT_EQ(block.take(store), "");
}

TEST(TextBlock, StartsAnewWhenTaken) {
  Store store{std::string()};
  TextBlock block;
  block.add("a");
  block.take(store);
  block.add("b");
  EXPECT_EQ(block.take(store), "b");
}

}  // namespace
}  // namespace ordeal::gherkin
