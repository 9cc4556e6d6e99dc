#include "harness/process/audit.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "harness/process/child.hpp"
#include "harness/process/enclosed_test.hpp"
#include "harness/process/process_table.hpp"

namespace ordeal::process {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class Audit : public EachWay {
 protected:
  // What the audit says, as seen from inside, after `act`.
  static std::string after(const std::function<void(JobContext&)>& act) {
    const auto seen = run_one([&](JobContext& job) {
      const auto before = take_baseline(scope_of(job));
      act(job);
      job.send(1, describe(audit(before))).value();
      return 0;
    });
    EXPECT_EQ(describe(seen.outcome), "exit code 0") << seen.outcome.last_output;
    return seen.frames.empty() ? "no answer" : seen.frames[0].payload;
  }
};
IN_EACH_WAY(Audit);

TEST_P(Audit, FindsNothingWhereNothingWasDone) {
  const auto said = after([](JobContext&) {
    auto child = Child::spawn({.argv = {"sleep", "1000"}});
    EXPECT_TRUE(child);
  });
  if (has_namespaces()) EXPECT_EQ(said, "");
  EXPECT_THAT(said, Not(HasSubstr("process ")));
}

TEST_P(Audit, NamesAProcessByItsCommand) {
  EXPECT_THAT(after([](JobContext&) { new Child(Child::spawn({.argv = {"sleep", "98764"}}).value()); }),
              ContainsRegex("left over: process [0-9]+ `sleep 98764`\n"));
}

TEST_P(Audit, WaitsForTheEndOfWhatStillRunsAndForNothingElse) {
  const auto seen = run_one([](JobContext& job) {
    const auto before = take_baseline(scope_of(job));
    auto child = Child::spawn({.argv = {"sleep", "98763"}});
    const auto left = audit(before);
    const bool too_soon = wait_for_an_end(left, std::chrono::milliseconds(0));
    child->signal(SIGTERM);
    const bool at_its_end = wait_for_an_end(left, std::chrono::minutes(1));
    child->poll();
    const bool afterwards = wait_for_an_end(audit(before), std::chrono::minutes(1));
    return too_soon ? 1 : !at_its_end ? 2 : afterwards ? 3 : 0;
  });
  EXPECT_EQ(describe(seen.outcome), "exit code 0") << seen.outcome.last_output;
}

TEST_P(Audit, NamesAProcessThatLeftTheFamily) {
  EXPECT_THAT(after([](JobContext& job) {
                auto shell = Child::spawn({.argv = {"sh", "-c", "setsid env -i sleep 98765 & exit 0"}});
                shell->wait(std::chrono::seconds(30));
                for (bool executed = false; !executed; usleep(1000))
                  for (const auto& process : descendants_of(job.facts().reaper, list_processes()))
                    executed |= command_of(process) == "sleep 98765";
              }),
              ContainsRegex("left over: process [0-9]+ `sleep 98765`\n"));
}

TEST_P(Audit, NamesAZombieThatNobodyWaitedFor) {
  EXPECT_THAT(after([](JobContext&) {
                auto* child = new Child(Child::spawn({.argv = {"true"}}).value());
                wait_until_gone(child->pidfd(), std::chrono::seconds(30));
              }),
              ContainsRegex("left over: zombie [0-9]+ `\\[true\\]`, not waited for by process [0-9]+\n"));
}

TEST_P(Audit, NamesAPortAndWhoHoldsIt) {
  EXPECT_THAT(after([](JobContext& job) {
                const int listener = socket(AF_INET, SOCK_STREAM, 0);
                sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
                EXPECT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
                EXPECT_EQ(listen(listener, 1), 0);
                (void)job;
              }),
              ContainsRegex("left over: port tcp 127\\.0\\.0\\.1:[0-9]+ \\(ordeal-job, pid [0-9]+\\)\n"));
  EXPECT_THAT(after([](JobContext&) {
                const int receiver = socket(AF_INET6, SOCK_DGRAM, 0);
                sockaddr_in6 address{.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
                EXPECT_EQ(bind(receiver, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
              }),
              ContainsRegex("left over: port udp6 \\[::1\\]:[0-9]+ \\(ordeal-job, pid [0-9]+\\)\n"));
}

TEST_P(Audit, NamesAMount) {
  if (!has_namespaces()) GTEST_SKIP() << "would be a mount on this machine";
  EXPECT_THAT(after([](JobContext&) {
                EXPECT_EQ(mkdir("/tmp/full disk", 0700), 0);
                EXPECT_EQ(mount("small", "/tmp/full disk", "tmpfs", 0, "size=1m"), 0);
              }),
              HasSubstr("left over: mount of tmpfs 'small' on /tmp/full\\040disk\n"));
}

TEST_P(Audit, NamesSharedMemoryOfBothKinds) {
  const auto said = after([](JobContext& job) {
    EXPECT_GE(shmget(IPC_PRIVATE, 12288, IPC_CREAT | 0600), 0);
    std::ofstream("/dev/shm/block-" + job.facts().run) << "x";
  });
  EXPECT_THAT(said,
              ContainsRegex(
                  "left over: System V shared memory segment [0-9]+ \\(key 0, 12288 bytes, made by process"));
  EXPECT_THAT(said, ContainsRegex("left over: shared memory file /dev/shm/block-[0-9a-f-]+\n"));
}

TEST_P(Audit, DoesNotNameTheSharedMemoryOfAScenarioBesideItWhereTheyShareThePlace) {
  if (has_namespaces()) GTEST_SKIP() << "nobody is beside it: all that can be seen is its own";
  const std::string neighbours = "/dev/shm/block-" + new_run_id();
  const auto said = after([&](JobContext& job) {
    std::ofstream(neighbours) << "x";
    std::ofstream("/dev/shm/block-" + job.facts().run) << "x";
  });
  std::filesystem::remove(neighbours);
  EXPECT_THAT(said, Not(HasSubstr(neighbours)));
  EXPECT_THAT(said, ContainsRegex("left over: shared memory file /dev/shm/block-[0-9a-f-]+\n"));
}

TEST_P(Audit, NamesFilesButNotEachOneInANewFolder) {
  const auto said = after([](JobContext& job) {
    const auto folder = job.facts().scratch / "download";
    std::filesystem::create_directories(folder / "deeper");
    std::ofstream(folder / "deeper" / "part") << "x";
    std::ofstream(job.facts().scratch / "model.tmp") << "x";
  });
  EXPECT_THAT(said, ContainsRegex("left over: temporary file [^\n]*/download\n"));
  EXPECT_THAT(said, ContainsRegex("left over: temporary file [^\n]*/model.tmp\n"));
  EXPECT_THAT(said, Not(HasSubstr("deeper")));
}

}  // namespace
}  // namespace ordeal::process
