#include "pipeline/director/journal_records.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>

#include "pipeline/real/storage/journal_file.hpp"

namespace slots::journal {
namespace {

using ::testing::HasSubstr;

std::string problem_with(const std::vector<Record>& records) {
  const auto read_back = read(records);
  return read_back ? "" : read_back.error().message;
}

TEST(JournalRecords, ComeBackAsTheyWereWritten) {
  const Accepted accepted{.number = 7,
                          .idempotency_key = "key",
                          .correlation_id = "c",
                          .prompt = "ü\n",
                          .script = "s",
                          .seed = ~std::uint64_t{0},
                          .deadline_ms = std::nullopt,
                          .applied_deadline_ms = 21'000,
                          .accepted_unix_ms = 1,
                          .lives = 3};
  const std::vector<Record> written = {
      to_record({"s", accepted}), to_record({"s", Recovered{}}),
      to_record({"s", Settled{.phase = "done", .result = {{"phase", "a field of the result's own"}}}})};
  const auto entries = read(written).value();
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(boost::json::value_from(std::get<Accepted>(entries[0].what)), boost::json::value_from(accepted));
  EXPECT_TRUE(std::holds_alternative<Recovered>(entries[1].what));
  const auto& settled = std::get<Settled>(entries[2].what);
  EXPECT_EQ(settled.phase, "done");
  EXPECT_EQ(settled.result.at("phase").as_string(), "a field of the result's own");
}

TEST(JournalRecords, NameTheOneThatIsDamaged) {
  const Record good = to_record({"slot-1", Accepted{.number = 1}});
  Record broken = good;
  broken.body.erase("prompt");
  EXPECT_THAT(problem_with({good, broken}),
              HasSubstr("record 2 of the journal (accepted of slot-1) is damaged"));
  EXPECT_THAT(problem_with({{"s", "settled", {{"phase", "queued"}}}}), HasSubstr("no slot ends as 'queued'"));
  EXPECT_THAT(problem_with({{"s", "settled", {}}}), HasSubstr("record 1"));
  EXPECT_THAT(problem_with({{"s", "forgotten", {}}}), HasSubstr("of a kind"));
  EXPECT_THAT(problem_with({{"s", "recovered", {{"version", "x"}}}}), HasSubstr("its version is no number"));
}

TEST(JournalRecords, OfANewerProgramAreRefusedWithBothVersions) {
  EXPECT_THAT(problem_with({{"s", "recovered", {{"version", 3}}}}),
              HasSubstr("has version 3, this program knows up to 2"));
}

// Written by a director of 2026-11-28 that was killed twice; pipeline/director/testdata.
TEST(JournalRecords, OfVersion1AreRead) {
  const std::filesystem::path copy =
      std::filesystem::path(testing::TempDir()) / ("journal-v1-" + std::to_string(getpid()) + ".sqlite");
  std::filesystem::copy_file(std::string(ORDEAL_SOURCE_DIR) + "/pipeline/director/testdata/journal-v1.sqlite",
                             copy, std::filesystem::copy_options::overwrite_existing);
  JournalFile file(copy);
  const auto entries = read(file.load().value());
  ASSERT_TRUE(entries) << entries.error().message;
  ASSERT_EQ(entries->size(), 10u);
  std::vector<std::string> keys, phases;
  for (const Entry& entry : *entries) {
    if (const auto* accepted = std::get_if<Accepted>(&entry.what)) {
      keys.push_back(accepted->idempotency_key);
      EXPECT_EQ(accepted->number, static_cast<std::int64_t>(keys.size()));
      EXPECT_EQ(accepted->prompt, "a red fox, " + keys.back());
      EXPECT_EQ(accepted->applied_deadline_ms, accepted->deadline_ms);
      EXPECT_GT(accepted->accepted_unix_ms, 1'700'000'000'000);
    }
    if (const auto* settled = std::get_if<Settled>(&entry.what)) phases.push_back(settled->phase);
  }
  EXPECT_EQ(keys, (std::vector<std::string>{"done", "late", "cancelled", "running", "queued"}));
  EXPECT_EQ(phases, (std::vector<std::string>{"done", "failed", "cancelled"}));
  const auto& done = std::get<Settled>((*entries)[1].what);
  EXPECT_FALSE(done.result.contains("phase"));
  EXPECT_EQ(done.result.at("slot").as_string(), (*entries)[1].slot);
}

}  // namespace
}  // namespace slots::journal
