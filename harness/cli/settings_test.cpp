#include "harness/cli/settings.hpp"

#include <gmock/gmock.h>

namespace ordeal::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> values(const std::string& value) {
  return read_settings("key = " + value).value().at(0).values;
}

std::string refusal(const std::string& text) {
  const auto read = read_settings(text);
  return read ? "" : std::to_string(read.error().line) + ": " + read.error().message;
}

TEST(Settings, KnowTheirSectionKeyAndLine) {
  const auto settings = read_settings(
                            "# of ours\n\n[run]  # here\nparallel = 4\n[profile.\"a b\".run]\r\n"
                            "fail-fast=true # at once\r\n")
                            .value();
  ASSERT_EQ(settings.size(), 2u);
  EXPECT_THAT(settings[0].section, ElementsAre("run"));
  EXPECT_EQ(settings[0].key, "parallel");
  EXPECT_THAT(settings[0].values, ElementsAre("4"));
  EXPECT_EQ(settings[0].line, 4);
  EXPECT_THAT(settings[1].section, ElementsAre("profile", "a b", "run"));
  EXPECT_EQ(settings[1].line, 6);
  EXPECT_THAT(read_settings("").value(), IsEmpty());
}

TEST(Settings, AreTextsNumbersAnswersAndLists) {
  EXPECT_THAT(values(R"("@a and # \"b\" \\ \t")"), ElementsAre("@a and # \"b\" \\ \t"));
  EXPECT_THAT(values(R"('\d+')"), ElementsAre("\\d+"));
  EXPECT_THAT(values("false"), ElementsAre("false"));
  EXPECT_THAT(values("1_000"), ElementsAre("1000"));
  EXPECT_THAT(values("-1.5"), ElementsAre("-1.5"));
  EXPECT_THAT(values("[]"), IsEmpty());
  EXPECT_THAT(values("[\"a, b\", 'c', 3]"), ElementsAre("a, b", "c", "3"));
  EXPECT_THAT(values("[  # two\n  \"a\",  # one\n\n  \"b\",\n]"), ElementsAre("a", "b"));
}

TEST(Settings, ThatAreWrongAreToldWithTheirLine) {
  EXPECT_EQ(refusal("\non = cpu\n"),
            "2: a value must stand here: \"a text\", a number, true, false or a [list]");
  EXPECT_EQ(refusal("on"), "1: a = is missing behind the key on");
  EXPECT_EQ(refusal("[run\non = 1"), "1: a ] is missing behind the section's name");
  EXPECT_EQ(refusal("a = \"b\n"), "1: the text has no end: a \" is missing");
  EXPECT_EQ(refusal("a = 1 2"), "1: nothing but a comment may stand behind it: 2");
  EXPECT_EQ(refusal("a = [1\n 2]"), "2: a , or ] is missing in the list");
  EXPECT_EQ(refusal("a = [1,"), "1: a value must stand here: \"a text\", a number, true, false or a [list]");
  EXPECT_EQ(refusal("? = 1"), "1: a key or a [section] must stand here: ?");
  EXPECT_THAT(refusal("a = \"\\d\""), testing::StartsWith("1: \\d means nothing here"));
}

}  // namespace
}  // namespace ordeal::cli
