#include "harness/messages/utf8.hpp"

#include <gtest/gtest.h>

#include "harness/messages/ndjson.hpp"

namespace ordeal::messages {
namespace {

std::string read_back(std::string_view text) {
  const auto read = from_ndjson(to_ndjson(ParseError{.message = std::string(text)}));
  return read ? std::get<ParseError>(*read).message : read.error();
}

TEST(Utf8, KeepsWellFormedText) {
  const std::string text = "a ä € 🥒 \u07FF \uD7FF \uE000 \U0010FFFF";
  EXPECT_EQ(read_back(text), text);
}

TEST(Utf8, ReplacesEachByteThatIsNoPartOfASequence) {
  EXPECT_EQ(read_back("a\xFF"
                      "b"),
            "a\uFFFDb");
  EXPECT_EQ(read_back("\x80"), "\uFFFD");                      // a continuation alone
  EXPECT_EQ(read_back("\xC3"), "\uFFFD");                      // cut off
  EXPECT_EQ(read_back("\xC0\xAF"), "\uFFFD\uFFFD");            // overlong
  EXPECT_EQ(read_back("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate
  EXPECT_EQ(read_back("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");
}

}  // namespace
}  // namespace ordeal::messages
