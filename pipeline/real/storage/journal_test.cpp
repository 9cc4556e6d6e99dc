#include "pipeline/real/storage/journal.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "pipeline/real/descriptor.hpp"
#include "pipeline/real/storage/journal_file.hpp"
#include "pipeline/real/storage/sync_seam.hpp"
#include "pipeline/real/test_world.hpp"

namespace slots {
namespace {

using testing::Folder;
using ::testing::HasSubstr;
using testing::in_world;

class JournalTest : public ::testing::Test {
 protected:
  const Folder folder;
  const std::string path = folder / "journal.db";
  RealOptions options() const { return {.role = "director", .journal_file = path}; }

  void execute(const char* sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
};

std::vector<Record> one(const std::string& slot, std::size_t padding = 0) {
  return {{slot, "accepted", {{"padding", std::string(padding, 'p')}}}};
}

TEST_F(JournalTest, SharesOneCommitAmongThoseThatWait) {
  in_world(options(), [](Env& env) -> Task<void> {
    Nursery nursery(env.loop);
    const auto append = [&](int i) -> Task<void> {
      EXPECT_TRUE(co_await env.journal.append(one(std::to_string(i))));
    };
    for (int i = 0; i < 2000; ++i) nursery.spawn(append(i));
    co_await nursery.join();
    const auto records = co_await env.journal.load();
    EXPECT_EQ(records->size(), 2000);
    for (int i = 0; i < 2000; ++i)
      EXPECT_EQ(records->at(static_cast<std::size_t>(i)).slot, std::to_string(i));
  });
}

TEST_F(JournalTest, RefusesAJournalThatAnotherProcessHolds) {
  int to_parent[2], to_child[2];
  ASSERT_EQ(::pipe(to_parent), 0);
  ASSERT_EQ(::pipe(to_child), 0);
  char byte = 0;
  const pid_t other = ::fork();
  if (other == 0) {
    JournalFile file(path);
    const bool opened = file.load().has_value();
    if (::write(to_parent[1], &opened, 1) != 1 || ::read(to_child[0], &byte, 1) != 1) ::_exit(1);
    ::_exit(0);
  }
  ASSERT_EQ(::read(to_parent[0], &byte, 1), 1);
  ASSERT_EQ(byte, 1);
  in_world(options(), [&](Env& env) -> Task<void> {
    const auto held = co_await env.journal.load();
    EXPECT_EQ(held.error().code, "STORAGE_BUSY");
    EXPECT_THAT(held.error().message, HasSubstr("journal.db: another process holds it"));
    EXPECT_EQ((co_await env.journal.append(one("s"))).error().code, "STORAGE_BUSY");
    EXPECT_EQ(::write(to_child[1], "g", 1), 1);
    ::waitpid(other, nullptr, 0);
    EXPECT_TRUE(co_await env.journal.append(one("s"))) << "free again";
  });
  for (const int fd : {to_parent[0], to_parent[1], to_child[0], to_child[1]}) ::close(fd);
}

TEST_F(JournalTest, RefusesAJournalOfAnotherVersion) {
  execute("PRAGMA user_version = 7");
  in_world(options(), [](Env& env) -> Task<void> {
    const auto records = co_await env.journal.load();
    EXPECT_EQ(records.error().code, "STORAGE_ERROR");
    EXPECT_THAT(records.error().message, HasSubstr("schema version 7, this program knows 1"));
  });
}

TEST_F(JournalTest, SaysThatAFileIsDamaged) {
  std::ofstream(path) << std::string(8192, 'x');
  in_world(options(), [](Env& env) -> Task<void> {
    const auto records = co_await env.journal.load();
    EXPECT_EQ(records.error().code, "STORAGE_ERROR");
    EXPECT_THAT(records.error().message, HasSubstr("it is damaged"));
  });
}

TEST_F(JournalTest, SaysWhichRecordIsDamaged) {
  in_world(options(), [](Env& env) -> Task<void> { EXPECT_TRUE(co_await env.journal.append(one("s"))); });
  execute("UPDATE record SET body = '{'");
  in_world(options(), [](Env& env) -> Task<void> {
    EXPECT_THAT((co_await env.journal.load()).error().message,
                HasSubstr("record 1 of journal.db is damaged"));
  });
}

TEST_F(JournalTest, SaysThatAFolderIsMissing) {
  auto with = options();
  with.journal_file = folder / "missing/journal.db";
  in_world(with, [](Env& env) -> Task<void> {
    EXPECT_THAT((co_await env.journal.load()).error().message, HasSubstr("No such file or directory"));
  });
}

TEST_F(JournalTest, KeepsNothingOfAnAppendThatTheDiskHasNoRoomForAndGoesOnAfterwards) {
  in_world(options(), [](Env& env) -> Task<void> {
    EXPECT_TRUE(co_await env.journal.append(one("before")));
    std::optional<testing::FileSizeLimit> full(1 << 20);
    auto records = one("first half");
    records.push_back(one("too large", 4 << 20).front());
    const auto refused = co_await env.journal.append(records);
    full.reset();
    EXPECT_EQ(refused.error().code, "STORAGE_FULL") << refused.error().message;
    EXPECT_TRUE(co_await env.journal.append(one("after")));
    const auto all = co_await env.journal.load();
    EXPECT_EQ(all->size(), 2);
    EXPECT_EQ(all->back().slot, "after");
  });
}

// A disk that fails `failures` times to make the write-ahead log durable, with one append meanwhile. What the
// next director would find then, were this one killed.
class JournalOnAFailingDisk : public JournalTest, public ::testing::WithParamInterface<int> {
 protected:
  std::vector<std::string> found_by_the_next() const {
    const Folder next;
    for (const char* part : {"", "-wal"}) {
      std::filesystem::copy_file(path + part, next / ("journal.db" + std::string(part)));
    }
    std::vector<std::string> slots;
    in_world({.role = "director", .journal_file = next / "journal.db"}, [&](Env& env) -> Task<void> {
      const auto records = co_await env.journal.load();
      for (const Record& record : *records) slots.push_back(record.slot);
    });
    return slots;
  }
};

INSTANTIATE_TEST_SUITE_P(Failures, JournalOnAFailingDisk, ::testing::Values(1, 2, 5));

TEST_P(JournalOnAFailingDisk, NothingComesBackOfWhatWasRefused) {
  int failures = 0;
  in_world(options(), [&](Env& env) -> Task<void> {
    EXPECT_TRUE(co_await env.journal.append(one("kept")));
    const testing::SyncSeam seam(
        [&](const std::string& file) { return file.ends_with("-wal") && failures > 0 && failures-- > 0; });
    failures = GetParam();
    const auto refused = co_await env.journal.append(one("refused", 20'000));
    EXPECT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "STORAGE_ERROR");
    EXPECT_EQ(found_by_the_next(), std::vector<std::string>{"kept"});
    for (int n = 0; n < 10 && !co_await env.journal.append(one("again")); ++n) {
      EXPECT_EQ(found_by_the_next(), std::vector<std::string>{"kept"});
    }
    EXPECT_EQ(failures, 0);
    EXPECT_EQ(found_by_the_next(), (std::vector<std::string>{"kept", "again"}));
  });
}

TEST_F(JournalTest, SaysStorageFullOnADiskWithoutSpace) {
  const pid_t inside = ::fork();  // its own mount namespace, so that the disk goes with it
  if (inside == 0) {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=1m") != 0) {
      ::_exit(77);
    }
    std::string code;
    in_world(options(), [&](Env& env) -> Task<void> {
      for (int i = 0; i < 100 && code.empty(); ++i) {
        const auto kept = co_await env.journal.append(one("s", 50'000));
        if (!kept) code = kept.error().code.text;
      }
      const auto records = co_await env.journal.load();
      if (!records || records->empty()) code += " and nothing can be read";
    });
    ::_exit(code == "STORAGE_FULL" ? 0 : 1);
  }
  int status = 0;
  ::waitpid(inside, &status, 0);
  if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "this machine refuses mount namespaces";
  EXPECT_EQ(status, 0);
}

TEST_F(JournalTest, KeepsWhatItAcknowledgedThroughSigkill) {
  constexpr int kRounds = 10;
  int acknowledged = 0;
  for (int round = 0; round < kRounds; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t director = ::fork();
    if (director == 0) {
      RealWorld world(options());
      world.run([&](Env& env) -> Task<int> {
        for (;;) {
          if (!co_await env.journal.append(one("s"))) co_return 1;
          if (::write(pipe[1], "a", 1) != 1) co_return 1;
        }
      });
      ::_exit(1);
    }
    ::close(pipe[1]);
    char byte;
    for (int i = 0; i < 5 + round && ::read(pipe[0], &byte, 1) == 1; ++i) ++acknowledged;
    ::kill(director, SIGKILL);
    ::waitpid(director, nullptr, 0);
    while (::read(pipe[0], &byte, 1) == 1) ++acknowledged;
    ::close(pipe[0]);
  }
  in_world(options(), [&](Env& env) -> Task<void> {
    const auto records = co_await env.journal.load();
    EXPECT_GE(static_cast<int>(records->size()), acknowledged);
    EXPECT_LE(static_cast<int>(records->size()), acknowledged + kRounds) << "at most one a kill was unheard";
  });
}

}  // namespace
}  // namespace slots
