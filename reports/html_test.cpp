#include "reports/html.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <sstream>

#include "harness/messages/ndjson.hpp"
#include "harness/messages/shard_note.hpp"
#include "reports/example_run.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

using messages::Envelope;
using testing::HasSubstr;

std::string html(const std::vector<Envelope>& stream) {
  return written_by([](Output output) { return std::make_unique<Html>(std::move(output)); }, stream);
}

constexpr std::string_view kRecord = "<script type=\"application/json\">";

// What the page holds, as its script reads it.
struct Records {
  std::vector<boost::json::object> heads;
  std::vector<std::string> messages;  // lines of JSON, sorted
};

Records records_of(std::string_view page) {
  Records records;
  for (std::size_t at = 0; (at = page.find(kRecord, at)) != std::string_view::npos;) {
    at += kRecord.size();
    std::istringstream lines{std::string(page.substr(at, page.find("</script>", at) - at))};
    std::string line;
    std::getline(lines, line);
    records.heads.push_back(boost::json::parse(line).as_object());
    while (std::getline(lines, line))
      records.messages.push_back(boost::json::serialize(boost::json::parse(line)));
  }
  std::ranges::sort(records.messages);
  return records;
}

std::vector<boost::json::object> attempts_of(const std::string& page) {
  auto heads = records_of(page).heads;
  std::erase_if(heads, [](const auto& head) { return head.at("kind") != "attempt"; });
  return heads;
}

TEST(Html, HoldsNoRecordsWhenThereAreNoMessages) {
  EXPECT_TRUE(records_of(html({})).heads.empty());
}

TEST(Html, KeepsAMessageFromEndingTheScript) {
  const std::string page =
      html({messages::ParseError{.message = "</script><script>alert('Hello')</script>"}});
  EXPECT_THAT(page, testing::Not(HasSubstr("alert('Hello')</script>")));
  EXPECT_THAT(page, HasSubstr("alert('Hello')\\u003C/script>"));
}

TEST(Html, IsOneFileWithStyleIconAndScript) {
  const std::string page = html({});
  EXPECT_THAT(page, testing::StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(page, HasSubstr("<title>Ordeal</title>"));
  EXPECT_THAT(page, HasSubstr("href=\"data:image/svg+xml;base64,"));
  EXPECT_GT(page.size(), 900'000U);  // the formatter's script
  for (const auto* placeholder : {"icon", "page_css", "records", "cucumber_css", "cucumber_js", "page_js"})
    EXPECT_THAT(page, testing::Not(HasSubstr("{{" + std::string(placeholder) + "}}")));
  EXPECT_THAT(page, testing::Not(HasSubstr("<script src")));
  EXPECT_THAT(page, testing::EndsWith("</html>\n"));
}

TEST(Html, SaysWhereAndHowTheRunTookPlace) {
  auto stream = example_run();
  std::get<messages::Meta>(stream.front()) = {.protocol_version = "34.2.0",
                                              .implementation = {.name = "ordeal", .version = "0.1.0"},
                                              .os = {.name = "Linux", .version = "6.1"},
                                              .cpu = {.name = "x86_64"},
                                              .ci = messages::Ci{.name = "GitLab CI", .build_number = "12"}};
  for (const std::int64_t shard : {1, 2})
    stream.insert(stream.end() - 1, messages::to_attachment({"run 7", shard, 3}, "run", {}));
  for (const char* arm : {"cpu", "sim"}) {
    stream.insert(
        stream.end() - 1,
        messages::to_attachment({.arm = arm, .clock = "jump", .seed = 7, .repetitions = 5}, "run", {}));
  }
  const auto page = html(stream);
  std::vector<std::string> lines;
  for (const auto& head : records_of(page).heads) {
    if (head.at("kind") != "heading") continue;
    for (const auto& line : head.at("lines").as_array())
      lines.push_back(std::string(line.at("name").as_string()) + ": " +
                      std::string(line.at("text").as_string()));
  }
  EXPECT_THAT(lines, testing::ElementsAre("arm: cpu, sim", "clock: jump", "seed: 7", "repeat: 5 times",
                                          "shard: 1/3, 2/3", testing::StartsWith("began: "), "took: 2.0 s",
                                          "versions: ordeal 0.1.0, messages 34.2.0", "on: Linux 6.1, x86_64",
                                          "in: GitLab CI 12"));
}

TEST(Html, ListsEveryAttemptWithHowItEnded) {
  const auto attempts = attempts_of(html(retried_run()));
  ASSERT_EQ(attempts.size(), 6U);
  EXPECT_EQ(attempts[0].at("ending"), "failed");
  EXPECT_EQ(attempts[0].at("why"), "connection refused");
  EXPECT_EQ(attempts[1].at("ending"), "flaky");
  EXPECT_EQ(attempts[1].at("attempt"), 1);
  EXPECT_EQ(attempts[0].at("testCase"), attempts[1].at("testCase"));
}

TEST(Html, ListsAFailedHookAndWhatNeverBegan) {
  const auto page = html(run_with_failed_hook(false));
  const auto heads = records_of(page).heads;
  EXPECT_EQ(
      std::ranges::count_if(heads,
                            [](const auto& head) {
                              return head.at("kind") == "problem" &&
                                     head.at("text") ==
                                         "steps.cpp:3: a hook of the run failed: could not start the server\n"
                                         "its output:\nport 80 is taken";
                            }),
      1);
  const auto attempts = attempts_of(page);
  ASSERT_EQ(attempts.size(), 2U);
  EXPECT_EQ(attempts[0].at("ending"), "not started");
}

TEST(Html, ShowsWhatAHookThatPassedPrinted) {
  auto stream = run_with_failed_hook(true);
  for (auto& message : stream) {
    if (auto* finished = std::get_if<messages::TestRunHookFinished>(&message))
      finished->result = {.status = messages::Status::passed};
  }
  const auto heads = records_of(html(stream)).heads;
  const auto shown = std::ranges::find(heads, "hook", [](const auto& head) { return head.at("kind"); });
  ASSERT_NE(shown, heads.end());
  EXPECT_EQ(shown->at("text"), "steps.cpp:3: a hook of the run\nits output:\nport 80 is taken");
}

// Of two scenarios that run beside each other each record has its own messages.
TEST(Html, KeepsTheMessagesOfAnAttemptTogether) {
  auto stream = plan_of(2, 1);
  const auto first = execution_of(0, 1), second = execution_of(1, 1);
  for (std::size_t i = 0; i < first.size(); ++i) {
    stream.push_back(first[i]);
    stream.push_back(second[i]);
  }
  const std::string page = html(stream);
  const auto begin = page.find("\"testCaseStarted\"");
  const std::string record = page.substr(begin, page.find("</script>", begin) - begin);
  EXPECT_THAT(record, HasSubstr("\"testCaseFinished\""));
  EXPECT_THAT(record, testing::Not(HasSubstr("1.0")));
}

TEST(Html, KeepsAttachmentsAsFilesBesideIt) {
  const auto folder = std::filesystem::path(testing::TempDir()) / ("html-" + std::to_string(getpid()));
  auto stream = example_run();
  const messages::Attachment picture{.body = "iVBORw==",
                                     .content_encoding = messages::ContentEncoding::base64,
                                     .media_type = "image/png",
                                     .test_case_started_id = "5"};
  const auto started = std::ranges::find_if(stream, [](const Envelope& message) {
    return std::holds_alternative<messages::TestCaseStarted>(message);
  });
  stream.insert(started + 1, picture);
  const std::string page = written_by(
      [&](Output output) {
        return std::make_unique<Html>(std::move(output), RunFacts{},
                                      AttachmentFolder(folder / "files", folder / "report.html"));
      },
      stream);
  EXPECT_THAT(page, HasSubstr(R"("url":"files/1-attachment.png")"));
  EXPECT_THAT(page, testing::Not(HasSubstr("iVBORw==")));
  EXPECT_EQ(text_of(folder / "files/1-attachment.png"), "\x89PNG");
  std::filesystem::remove_all(folder);
}

class HtmlOfAnyStream : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(HtmlOfAnyStream, HoldsEveryMessage) {
  std::vector<std::string> expected;
  for (const auto& envelope : messages_in(GetParam()))
    expected.push_back(boost::json::serialize(messages::to_json(envelope)));
  std::ranges::sort(expected);
  EXPECT_EQ(records_of(html(messages_in(GetParam()))).messages, expected);
}

INSTANTIATE_TEST_SUITE_P(CompatibilityKit, HtmlOfAnyStream, testing::ValuesIn(kit_streams()), test_name);

}  // namespace
}  // namespace ordeal::reports
