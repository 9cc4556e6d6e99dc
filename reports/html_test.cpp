#include "reports/html.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "harness/messages/ndjson.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

using messages::Envelope;
using testing::HasSubstr;

std::string html(const std::vector<Envelope>& stream) {
  return written_by([](Output output) { return std::make_unique<Html>(std::move(output)); }, stream);
}

// The list of messages as it stands in the page's script.
std::string messages_of(const std::string& page) {
  const std::string before = "window.CUCUMBER_MESSAGES = ";
  const auto begin = page.find(before) + before.size();
  return page.substr(begin, page.find("\n</script>", begin) - begin - 1);
}

// What JavaScript makes of it.
boost::json::value read_as_script(std::string list) {
  for (std::size_t at = 0; (at = list.find("\\x3C", at)) != std::string::npos;) list.replace(at, 4, "<");
  return boost::json::parse(list);
}

TEST(Html, HoldsNoMessagesWhenThereAreNone) {
  EXPECT_EQ(messages_of(html({})), "[]");
}

TEST(Html, SeparatesMessagesByCommas) {
  EXPECT_EQ(messages_of(html({messages::TestRunStarted{}, messages::TestRunStarted{}})),
            R"([{"testRunStarted":{"timestamp":{"seconds":0,"nanos":0}}},)"
            R"({"testRunStarted":{"timestamp":{"seconds":0,"nanos":0}}}])");
}

TEST(Html, KeepsAMessageFromEndingTheScript) {
  const std::string page =
      html({messages::ParseError{.message = "</script><script>alert('Hello')</script>"}});
  EXPECT_THAT(messages_of(page), HasSubstr(R"("\x3C/script>\x3Cscript>alert('Hello')\x3C/script>")"));
}

TEST(Html, IsOneFileWithStyleIconAndScript) {
  const std::string page = html({});
  EXPECT_THAT(page, testing::StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(page, HasSubstr("<title>Ordeal</title>"));
  EXPECT_THAT(page, HasSubstr("href=\"data:image/svg+xml;base64,"));
  EXPECT_GT(page.size(), 900'000U);  // the formatter's script
  for (const auto* placeholder :
       {"title", "icon", "css", "custom_css", "messages", "script", "custom_script"}) {
    EXPECT_THAT(page, testing::Not(HasSubstr("{{" + std::string(placeholder) + "}}")));
  }
  EXPECT_THAT(page, testing::Not(HasSubstr("<script src")));
  EXPECT_THAT(page, testing::EndsWith("</html>\n"));
}

class HtmlOfAnyStream : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(HtmlOfAnyStream, HoldsEveryMessage) {
  boost::json::array expected;
  for (const auto& envelope : messages_in(GetParam())) expected.push_back(messages::to_json(envelope));
  EXPECT_EQ(read_as_script(messages_of(html(messages_in(GetParam())))), boost::json::value(expected));
}

INSTANTIATE_TEST_SUITE_P(CompatibilityKit, HtmlOfAnyStream, testing::ValuesIn(kit_streams()), test_name);

}  // namespace
}  // namespace ordeal::reports
