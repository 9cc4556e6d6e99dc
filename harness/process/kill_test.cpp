// The promise of the enclosure: however the harness dies, nothing of a run is left. A coordinator with three
// jobs, each holding everything that could stay behind, is killed with SIGKILL at random instants.
// ORDEAL_KILLS sets how often (20 by default; 300 at night).
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <thread>

#include "harness/process/coordinator.hpp"
#include "harness/process/forked_test.hpp"
#include "harness/process/probe.hpp"
#include "harness/process/process_table.hpp"
#include "harness/process/refuse_namespaces.hpp"
#include "harness/process/sockets.hpp"

namespace ordeal::process {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr int kJobs = 3;

// How to recognise from outside what a round's jobs leave behind.
struct Marks {
  std::string tag;         // in names of files and mounts
  key_t memory = 0;        // of the first job's segment
  std::uint16_t port = 0;  // of the first job's socket
};

void start_strays() {
  if (fork() == 0) {  // never executed: its environment says nothing
    setsid();
    if (fork() == 0)
      for (;;) pause();
    _exit(0);
  }
  if (fork() == 0) {  // executed with an empty environment
    setsid();
    execl("/usr/bin/env", "env", "-i", "sleep", "98766", nullptr);
  }
  if (fork() == 0) execl("/bin/sleep", "sleep", "98766", nullptr);
}

int hold_everything(JobContext& job, const Marks& marks, int index) {
  start_strays();
  shmget(marks.memory + index, 4096, IPC_CREAT | 0600);
  std::ofstream("/dev/shm/" + marks.tag + job.facts().run) << "block";
  std::ofstream(job.facts().scratch / "file") << "text";
  if (job.facts().way != Way::subreaper) {
    mkdir("/tmp/disk", 0700);
    mount(marks.tag.c_str(), "/tmp/disk", "tmpfs", 0, "size=1m");
  }
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{
      .sin_family = AF_INET, .sin_port = htons(marks.port + index), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) listen(listener, 1);
  job.send(1, "holding").value();
  for (;;) pause();
}

// The coordinator that will be killed. Writes a byte for each job that holds everything.
int coordinate(Way way, const Marks& marks, int holding) {
  Coordinator coordinator({.way = way, .at_once = kJobs});
  for (int i = 0; i < kJobs; ++i)
    coordinator.add({.name = "held",
                     .work = [&marks, i](JobContext& job) { return hold_everything(job, marks, i); },
                     .deadline = 1h,
                     .on_frame = [&](const Frame&) { (void)!write(holding, "h", 1); }});
  coordinator.run();
  return 0;
}

// Namespaces that the round's processes live in and this one does not.
std::set<std::string> foreign_namespaces(const std::vector<Process>& processes) {
  std::set<std::string> found;
  std::error_code gone;
  for (const auto& process : processes)
    for (const char* kind : {"pid", "net", "mnt", "ipc", "uts", "user"}) {
      const auto link =
          fs::read_symlink("/proc/" + std::to_string(process.pid) + "/ns/" + kind, gone).string();
      if (!gone && link != fs::read_symlink(std::string("/proc/self/ns/") + kind)) found.insert(link);
    }
  return found;
}

// What is still there of the round, all of whose orphans come to this process; empty when nothing is.
std::string what_is_left(const Marks& marks, const std::set<std::string>& namespaces) {
  std::string left;
  while (waitpid(-1, nullptr, WNOHANG) > 0) continue;
  const auto all = list_processes();
  for (const auto& process : descendants_of(getpid(), all)) left += "process " + command_of(process) + "\n";
  for (const auto& name : foreign_namespaces(all))
    if (namespaces.contains(name)) left += "namespace " + name + "\n";
  for (const auto& socket : list_waiting_sockets())
    for (int i = 0; i < kJobs; ++i)
      if (socket.address == "tcp 127.0.0.1:" + std::to_string(marks.port + i))
        left += "port " + socket.address + "\n";
  if (read_proc("/proc/self/mountinfo").find(marks.tag) != std::string::npos)
    left += "mount " + marks.tag + "\n";
  for (int i = 0; i < kJobs; ++i)
    if (shmget(marks.memory + i, 0, 0) >= 0) left += "shared memory segment\n";
  for (const char* folder : {"/dev/shm", "/tmp"})
    for (const auto& entry : fs::directory_iterator(folder)) {
      const auto name = entry.path().filename().string();
      if (name.find(marks.tag) != std::string::npos) left += "file " + entry.path().string() + "\n";
    }
  return left;
}

int rounds() {
  const char* wanted = getenv("ORDEAL_KILLS");
  return wanted ? std::max(2, atoi(wanted)) : 20;
}

Marks marks_of(int round) {
  // Ports below the ephemeral range, keys of this process alone.
  const int number = getpid() % 1000 * 10;
  return {.tag = "ordeal-kill-" + std::to_string(getpid()) + "-" + std::to_string(round) + "-",
          .memory = 0x4b000000 | getpid() << 4,
          .port = static_cast<std::uint16_t>(20'000 + number)};
}

// One round: start, kill after `delay` (from the start, or from when all jobs hold everything), look.
void kill_once(const std::function<Way()>& prepare, const Marks& marks, bool when_all_hold,
               std::chrono::microseconds delay) {
  auto holding = make_pipe().value();
  const pid_t coordinator = fork_body([&] {
    const Way way = prepare();
    // The scratch folder (Way::subreaper) must be recognisable from outside.
    if (way == Way::subreaper) {
      const auto base = fs::path("/tmp") / (marks.tag + "scratch");
      fs::create_directory(base);
      setenv("TMPDIR", base.c_str(), 1);
    }
    return coordinate(way, marks, holding.write.get());
  });
  holding.write.close();
  char byte = 0;
  for (int i = 0; when_all_hold && i < kJobs; ++i) ASSERT_EQ(read(holding.read.get(), &byte, 1), 1);
  std::this_thread::sleep_for(delay);
  const auto namespaces = foreign_namespaces(descendants_of(coordinator, list_processes()));
  ASSERT_EQ(kill(coordinator, SIGKILL), 0);
  waitpid(coordinator, nullptr, 0);

  std::string left;
  const auto until =
      std::chrono::steady_clock::now() + 60s;  // milliseconds in fact; a busy machine must not fail here
  do {
    std::this_thread::sleep_for(1ms);
    std::error_code still_used;
    fs::remove(fs::path("/tmp") / (marks.tag + "scratch"), still_used);  // refused while something is in it
    left = what_is_left(marks, namespaces);
  } while (!left.empty() && std::chrono::steady_clock::now() < until);
  EXPECT_EQ(left, "");
}

// Runs in a process of its own, to which all orphans come: what has no parent any more becomes its child.
int kill_many(const std::function<Way()>& prepare) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  std::mt19937 random(7);
  std::uniform_int_distribution<int> within(0, 40'000);
  for (int round = 0; round < rounds() && !testing::Test::HasFailure(); ++round)
    kill_once(prepare, marks_of(round), round % 2 == 1, std::chrono::microseconds(within(random)));
  return testing::Test::HasFailure() ? 1 : 0;
}

Way way_in_a_child(const std::function<void()>& prepare) {
  return static_cast<Way>(run_forked([&] {
                            prepare();
                            return static_cast<int>(probe().way);
                          }).number);
}

void expect_nothing_left(Way wanted, const std::function<void()>& prepare) {
  const Way found = way_in_a_child(prepare);
  if (found != wanted) GTEST_SKIP() << "this machine gives another way here: " << name_of(found);
  const auto status = run_forked([&] {
    return kill_many([&] {
      prepare();
      return wanted;
    });
  });
  EXPECT_EQ(status, (ExitStatus{false, 0}));
}

TEST(Kill, OfACoordinatorWithNamespacesLeavesNothing) {
  expect_nothing_left(Way::namespaces, [] {});
}

TEST(Kill, OfACoordinatorInAUserNamespaceLeavesNothing) {
  expect_nothing_left(Way::user_namespace, [] {
    if (is_root() && !become_nobody()) _exit(90);
  });
}

TEST(Kill, OfACoordinatorWhereNamespacesAreRefusedLeavesNothing) {
  expect_nothing_left(Way::subreaper, [] { refuse_namespaces().value(); });
}

TEST(Kill, OfAnOrdinaryUsersCoordinatorWhereNamespacesAreRefusedLeavesNothing) {
  expect_nothing_left(Way::subreaper, [] {
    if (is_root() && !become_nobody()) _exit(90);
    refuse_namespaces().value();
  });
}

}  // namespace
}  // namespace ordeal::process
