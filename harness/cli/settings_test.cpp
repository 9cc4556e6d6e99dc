#include "harness/cli/settings.hpp"

#include <gmock/gmock.h>

namespace ordeal::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

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
  EXPECT_THAT(values("0.1"), ElementsAre("0.1"));
  EXPECT_THAT(values("[]"), IsEmpty());
  EXPECT_THAT(values("[\"a, b\", 'c', 3]"), ElementsAre("a, b", "c", "3"));
  EXPECT_THAT(values("[  # two\n  \"a\",  # one\n\n  \"b\",\n]"), ElementsAre("a", "b"));
}

TEST(Settings, StandInTheOrderOfTheirLinesHoweverTheyAreWritten) {
  const auto settings =
      read_settings("run.on = 'cpu'\n[profile.ci]\nrun = {retry = 1}\n[list]\non = 'b'\n").value();
  ASSERT_EQ(settings.size(), 3u);
  EXPECT_THAT(settings[0].section, ElementsAre("run"));
  EXPECT_THAT(settings[1].section, ElementsAre("profile", "ci", "run"));
  EXPECT_THAT(settings[2].section, ElementsAre("list"));
  EXPECT_EQ(settings[2].line, 5);
}

TEST(Settings, ThatAreWrongAreToldWithTheirLine) {
  EXPECT_THAT(refusal("\non = cpu\n"), StartsWith("2: Error while parsing value: "));
  EXPECT_THAT(refusal("[run\non = 1"), StartsWith("1: Error while parsing table header: expected ']'"));
  EXPECT_THAT(refusal("a = 1 2"), HasSubstr("expected a comment or whitespace, saw '2'"));
  EXPECT_THAT(refusal("a = [1\n 2]"), StartsWith("2: Error while parsing array: expected comma"));
  EXPECT_THAT(refusal("a = 1\na = 2"), HasSubstr("2: Error while parsing key-value pair: cannot redefine"));
  EXPECT_THAT(refusal("a = \"\\d\""), HasSubstr("unknown escape sequence '\\d'"));
  EXPECT_EQ(refusal("a = 1\nb = 2026-11-28"),
            "2: a value must be a \"text\", a number, true, false or a [list] of these");
  EXPECT_THAT(refusal("a = [1, [2]]"), StartsWith("1: a value must be"));
}

}  // namespace
}  // namespace ordeal::cli
