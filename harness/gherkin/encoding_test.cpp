#include "harness/gherkin/encoding.hpp"

#include <gmock/gmock.h>

#include "harness/gherkin/parser.hpp"

namespace ordeal::gherkin {
namespace {

using testing::HasSubstr;

std::string decoded(std::string text) {
  const auto error = decode(text);
  return error ? official_message(*error) : text;
}

TEST(Encoding, ThatIsDeclaredIsTurnedIntoUtf8) {
  EXPECT_EQ(decoded("# language: no\n# encoding: iso-8859-10\n\nEgenskap: b\xF8r g\xE5\n"),
            "# language: no\n# encoding: iso-8859-10\n\nEgenskap: bør gå\n");
  EXPECT_EQ(decoded("#ENCODING : Windows-1252\nFeature: \x80\n"), "#ENCODING : Windows-1252\nFeature: €\n");
  EXPECT_EQ(decoded("#encoding:shift_jis\r\nFeature: \x8F\x91\r\n"),
            "#encoding:shift_jis\r\nFeature: 書\r\n");
}

TEST(Encoding, IsUtf8WhereNothingElseIsDeclaredInFront) {
  for (const char* text :
       {"", "Feature: \xF8\n", "# encoding: UTF-8\nFeature: ø\n", "# encoding: utf8\nFeature: ø\n",
        "Feature: f\n# encoding: iso-8859-1\n", "@tag\n# encoding: iso-8859-1\nFeature: \xF8\n",
        "# the encoding: iso-8859-1\nFeature: \xF8\n", "# encoding:\n"}) {
    EXPECT_FALSE(declared_encoding(text)) << text;
    EXPECT_EQ(decoded(text), text);
  }
}

TEST(Encoding, ThatCannotBeReadIsToldWithItsPlace) {
  EXPECT_EQ(decoded("\n  # encoding: klingon\nFeature: f\n"),
            "(2:15): the encoding \"klingon\" is not known on this machine: save the file as UTF-8");
  EXPECT_THAT(decoded("# encoding: us-ascii\nFeature: \xF8\n"),
              HasSubstr("byte 30 of the file is no character in its encoding, \"us-ascii\""));
}

TEST(Encoding, OfALongTextIsTurnedAllTheSame) {
  std::string text = "# encoding: latin1\nFeature: f\n", expected = text;
  for (int i = 0; i < 10'000; ++i) {
    text += "\xE4 \n";
    expected += "ä \n";
  }
  EXPECT_EQ(decoded(text), expected);
}

}  // namespace
}  // namespace ordeal::gherkin
