#include "harness/messages/utf8.hpp"

#include <gtest/gtest.h>

#include "harness/messages/ndjson.hpp"

namespace ordeal::messages {
namespace {

TEST(Utf8, KeepsWellFormedText) {
  const std::string text = "a ä € 🥒 \u07FF \uD7FF \uE000 \U0010FFFF";
  EXPECT_EQ(valid_utf8(text), text);
}

TEST(Utf8, ReplacesEachByteThatIsNoPartOfASequence) {
  EXPECT_EQ(valid_utf8("a\xFF"
                       "b"),
            "a\uFFFDb");
  EXPECT_EQ(valid_utf8("\x80"), "\uFFFD");                      // a continuation alone
  EXPECT_EQ(valid_utf8("\xC3"), "\uFFFD");                      // cut off
  EXPECT_EQ(valid_utf8("\xC0\xAF"), "\uFFFD\uFFFD");            // overlong
  EXPECT_EQ(valid_utf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate
  EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");
}

TEST(Utf8, LetsAMessageWithAnyBytesBeReadAgain) {
  const auto line = to_ndjson(ParseError{.source = {}, .message = "read \xFF\xFE from the socket"});
  const auto read = from_ndjson(line);
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(std::get<ParseError>(*read).message, "read \uFFFD\uFFFD from the socket");
}

}  // namespace
}  // namespace ordeal::messages
