#include "harness/text/json_text.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace ordeal {
namespace {

std::string json_of(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

TEST(JsonText, StandsInQuotesAsItIs) {
  EXPECT_EQ(json_of(""), "\"\"");
  EXPECT_EQ(json_of("a slot / 7 \x7f"), "\"a slot / 7 \x7f\"");
  EXPECT_EQ(json_of("é € 😀"), "\"é € 😀\"");
}

TEST(JsonText, EscapesWhatJsonCannotHold) {
  EXPECT_EQ(json_of("a\"b\\c\n\t\r\b\f"), R"("a\"b\\c\n\t\r\b\f")");
  EXPECT_EQ(json_of(std::string_view("\0\x1f", 2)), R"("\u0000\u001f")");
}

TEST(JsonText, ReplacesBytesThatAreNoText) {
  EXPECT_EQ(json_of("a\xFF\xC3z"), "\"a\uFFFD\uFFFDz\"");
}

// Texts are looked at eight bytes at a time.
TEST(JsonText, IsEscapedWhereverItStands) {
  for (const char* special : {"\"", "\\", "\n", "\x1f", "\xFF", "é"}) {
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text(20, ' ');
      text.replace(at, 1, special);
      const std::string middle = json_of(special).substr(1, json_of(special).size() - 2);
      EXPECT_EQ(json_of(text), "\"" + std::string(at, ' ') + middle + std::string(19 - at, ' ') + "\"");
    }
  }
}

TEST(JsonText, OfEveryByteIsReadBack) {
  std::string all;
  for (int byte = 0; byte < 128; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(boost::json::parse(json_of(all)).as_string(), all);
}

// Eight bytes are looked at together: whatever is special must be seen in each of their places.
TEST(JsonText, SeesASpecialByteInEachPlaceOfAText) {
  for (std::size_t length = 1; length < 20; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      for (int byte = 0; byte < 128; ++byte) {
        std::string text(length, 'a');
        text[at] = static_cast<char>(byte);
        ASSERT_EQ(boost::json::parse(json_of(text)).as_string(), text) << byte << " at " << at;
      }
      std::string text(length, '!');
      text[at] = '\xff';
      ASSERT_EQ(json_of(text), "\"" + text.replace(at, 1, "\uFFFD") + "\"");
    }
  }
}

TEST(JsonText, OfANumberIsItsDigits) {
  std::string json;
  append_json_number(json, -9223372036854775807 - 1);
  append_json_number(json, 0);
  EXPECT_EQ(json, "-92233720368547758080");
}

}  // namespace
}  // namespace ordeal
