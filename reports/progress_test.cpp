#include "reports/progress.hpp"

#include <gmock/gmock.h>

#include "reports/example_run.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

using messages::Envelope;
using testing::HasSubstr;
using testing::Not;

std::string progress(const std::vector<Envelope>& stream, Terminal terminal, std::size_t every = 2) {
  return written_by(
      [&](Output output) {
        return std::make_unique<Progress>(std::move(output), terminal, RunFacts{}, every);
      },
      stream);
}

// What a terminal shows in the end: knows carriage return, line up and the erasing of a line, which are all
// that this report sends.
std::string screen(const std::string& sent) {
  std::vector<std::string> lines(1);
  std::size_t line = 0, column = 0;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (sent.compare(i, 4, "\x1b[2K") == 0) {
      lines[line].clear();
      i += 3;
    } else if (sent.compare(i, 4, "\x1b[1A") == 0) {
      line -= line > 0 ? 1 : 0;
      i += 3;
    } else if (sent[i] == '\r') {
      column = 0;
    } else if (sent[i] == '\n') {
      column = 0;
      if (++line == lines.size()) lines.emplace_back();
    } else {
      lines[line].resize(std::max(lines[line].size(), column + 1), ' ');
      lines[line][column++] = sent[i];
    }
  }
  std::string all;
  for (const auto& each : lines) all += each + "\n";
  return all;
}

std::vector<Envelope> passing(std::size_t number) {
  auto stream = plan_of(number, 1);
  for (std::size_t n = 0; n < number; ++n) {
    for (auto& envelope : execution_of(n, 1)) stream.push_back(envelope);
  }
  return stream;
}

TEST(Progress, WritesAPlainLineEverySoManyScenariosWithoutATerminal) {
  const auto text = progress(example_run(), Terminal{});
  EXPECT_THAT(text, HasSubstr("\n2/4 done, 1 not passed, 0 running, 1.0 s\n"));
  EXPECT_THAT(text, HasSubstr("\n4/4 done, 3 not passed, 0 running, 2.0 s\n"));
  EXPECT_THAT(text, Not(HasSubstr("3/4")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(Progress, ShowsWhatDidNotPassAndTheSummary) {
  const auto text = progress(example_run(), Terminal{});
  EXPECT_THAT(text, HasSubstr("but it was 137"));
  EXPECT_THAT(text, Not(HasSubstr("Scenario: out of memory is retried once")));
  EXPECT_THAT(text, HasSubstr("4 scenarios (1 passed, 1 failed, 1 invalid, 1 not healed)"));
}

TEST(Progress, LeavesOnlySignsAndFailuresOnATerminal) {
  const auto shown = screen(progress(example_run(), Terminal{.is_terminal = true}));
  EXPECT_THAT(shown, HasSubstr("\n.FIH\n"));
  EXPECT_THAT(shown, HasSubstr("Scenario: a poisoned worker leaves"));
  EXPECT_THAT(shown, Not(HasSubstr("4/4 done")));  // the live line is gone
}

TEST(Progress, KeepsALiveLineBelowTheSigns) {
  auto stream = example_run();
  stream.resize(stream.size() - 6);
  std::string sent;
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* memory = open_memstream(&text, &size);
  Progress report(Output::stream(memory), Terminal{.is_terminal = true});
  for (const auto& envelope : stream) report.on(envelope);
  report.tick(messages::Timestamp(std::chrono::milliseconds(1600)));
  std::fflush(memory);
  sent.assign(text, size);
  EXPECT_THAT(
      screen(sent),
      testing::EndsWith("\n.FI\n3/4 done, 2 not passed, 1.6 s, about 533 ms left · 1 running: the worker "
                        "is ki…\n"));
  ASSERT_TRUE(report.finish().has_value());
  std::fclose(memory);
  std::free(text);
}

// The live line after these messages and ticks, on a terminal of that width.
std::string live_line(const std::vector<Envelope>& stream, std::vector<messages::Timestamp> ticks,
                      int width) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* memory = open_memstream(&text, &size);
  std::string shown;
  {
    Progress report(Output::stream(memory), Terminal{.is_terminal = true, .width = width});
    for (const auto& envelope : stream) report.on(envelope);
    for (const auto tick : ticks) report.tick(tick);
    std::fflush(memory);
    shown = screen(std::string(text, size));
  }
  std::fclose(memory);
  std::free(text);
  shown.pop_back();
  return shown.substr(shown.rfind('\n') + 1);
}

std::vector<Envelope> half_of_four() {
  auto stream = plan_of(4, 1);
  for (std::size_t n = 0; n < 2; ++n) {
    for (auto& envelope : execution_of(n, 1)) stream.push_back(envelope);
  }
  stream.push_back(messages::TestCaseStarted{.id = "2", .test_case_id = "2"});
  return stream;
}

TEST(Progress, MovesTheLiveLineThoughNoMessageComes) {
  EXPECT_EQ(live_line(half_of_four(), {messages::Timestamp(std::chrono::seconds(8))}, 120),
            "2/4 done, 0 not passed, 8.0 s, about 8.0 s left · 1 running: scenario 2 with a name of an "
            "ordinary length");
}

TEST(Progress, DrawsNothingAtATickBeforeAnythingBegan) {
  EXPECT_EQ(
      live_line({},
                {messages::Timestamp(std::chrono::seconds(8)), messages::Timestamp(std::chrono::seconds(9))},
                120),
      "");
}

TEST(Progress, CutsTheLiveLineToTheTerminal) {
  EXPECT_EQ(live_line(half_of_four(), {messages::Timestamp(std::chrono::seconds(8))}, 31),
            "2/4 done, 0 not passed, 8.0 s…");
}

TEST(CutToWidth, CountsColumnsRatherThanBytes) {
  EXPECT_EQ(cut_to_width("größer", 6), "größer");
  EXPECT_EQ(cut_to_width("größer", 5), "größ…");
  EXPECT_EQ(cut_to_width("世界の", 6), "世界の");
  EXPECT_EQ(cut_to_width("世界の", 5), "世界…");
  EXPECT_EQ(cut_to_width("世界の", 4), "世…");
  EXPECT_EQ(cut_to_width("a", 0), "");
}

TEST(CutToWidth, KeepsWhatMovesTheCursorOut) {
  EXPECT_EQ(cut_to_width("a\x1b[2Kb\nc", 20), "a [2Kb c");
  EXPECT_EQ(cut_to_width("\xFFz", 2), "\uFFFDz");
}

TEST(Progress, HasSignsOfItsOwnForFlakyAndNotStarted) {
  const auto shown = screen(progress(retried_run(), Terminal{.is_terminal = true}));
  EXPECT_THAT(shown, HasSubstr("\n~F.N\n"));
  EXPECT_THAT(shown, Not(HasSubstr("Scenario: a model of the next release")));  // nothing to show of it
}

TEST(Progress, BeginsANewRowWhenOneIsFull) {
  const auto shown = screen(progress(passing(25), Terminal{.is_terminal = true, .width = 11}));
  EXPECT_THAT(shown, testing::StartsWith("..........\n..........\n.....\n"));
}

}  // namespace
}  // namespace ordeal::reports
