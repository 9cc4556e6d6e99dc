#include "harness/process/enclosure.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "harness/process/child.hpp"
#include "harness/process/enclosed_test.hpp"
#include "harness/process/forked_test.hpp"
#include "harness/process/process_table.hpp"

namespace ordeal::process {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class Enclosed : public EachWay {};
IN_EACH_WAY(Enclosed);

// Only where the machine allows it; Way::subreaper has no rooms of its own.
class Room : public EachWay {};
INSTANTIATE_TEST_SUITE_P(Way, Room, testing::Values(Way::namespaces, Way::user_namespace), way_as_test_name);

// Leaves the family: its parent is gone, it leads a session of its own. `then` is what it does for ever.
void start_stray(const std::function<void()>& then) {
  if (fork() == 0) {
    setsid();
    if (fork() == 0) then();
    _exit(0);
  }
  wait(nullptr);
}

void sleep_for_ever() {
  for (;;) pause();
}

// Whether the processes of this machine hold this file's lock: something that ends only with its last holder.
bool somebody_holds(const std::string& fifo) {
  const Descriptor writer(open(fifo.c_str(), O_WRONLY | O_NONBLOCK));  // refused (ENXIO) when nobody reads
  return static_cast<bool>(writer);
}

TEST_P(Enclosed, EverythingAJobStartedEndsWithIt) {
  Folder folder;
  const auto fifo = folder / "held";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0666), 0);
  bool held = false;
  Seen seen;
  Coordinator coordinator({.way = GetParam()});
  auto job = watched(
      [&](JobContext& context) {
        const int reader = open(fifo.c_str(), O_RDONLY | O_NONBLOCK);
        start_stray(sleep_for_ever);  // without exec
        start_stray([&] {
          fcntl(reader, F_SETFD, 0);
          execl("/usr/bin/env", "env", "-i", "sleep", "98761", nullptr);
        });
        start_stray([&] { execl("/bin/sleep", "sleep", "98762", nullptr); });
        context.send(1, "").value();
        char stop = 0;
        while (read(reader, &stop, 1) != 1) usleep(1000);
        return 0;
      },
      seen);
  job.on_frame = [&](const Frame&) {
    const Descriptor writer(open(fifo.c_str(), O_WRONLY | O_NONBLOCK));
    held = static_cast<bool>(writer);
    EXPECT_EQ(write(writer.get(), "s", 1), 1);
  };
  coordinator.add(std::move(job));
  coordinator.run();
  EXPECT_EQ(seen.outcome.ending, Ending::exited) << describe(seen.outcome);
  EXPECT_TRUE(held);
  EXPECT_FALSE(somebody_holds(fifo)) << "a process of the job outlived it";
  if (GetParam() == Way::subreaper) EXPECT_GE(seen.outcome.strays, 3);
}

TEST_P(Enclosed, EverythingAJobStartedEndsAtTheDeadline) {
  Folder folder;
  const auto fifo = folder / "held";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0666), 0);
  const auto seen = run_one(
      [&](JobContext&) -> int {
        open(fifo.c_str(), O_RDONLY | O_NONBLOCK);
        for (int i = 0; i < 5; ++i) start_stray(sleep_for_ever);
        for (;;) pause();
      },
      300ms);
  EXPECT_EQ(seen.outcome.ending, Ending::deadline) << describe(seen.outcome);
  EXPECT_FALSE(somebody_holds(fifo));
}

TEST_P(Enclosed, LeadsItsOwnSessionWithNothingToRead) {
  const auto seen = run_one([](JobContext& job) {
    char byte = 0;
    EXPECT_EQ(getsid(0), getpid());
    EXPECT_EQ(read(STDIN_FILENO, &byte, 1), 0);
    EXPECT_EQ(getenv("ORDEAL_RUN"), job.facts().run);
    return testing::Test::HasFailure() ? 1 : 0;
  });
  EXPECT_EQ(seen.outcome.number, 0) << seen.outcome.last_output;
}

TEST_P(Enclosed, ScratchIsEmptyAndGoneAfterwards) {
  const auto seen = run_one([](JobContext& job) {
    EXPECT_TRUE(fs::is_empty(job.facts().scratch));
    EXPECT_EQ(fs::temp_directory_path(), job.facts().scratch);
    std::ofstream(job.facts().scratch / "a file") << "text";
    fs::create_directory(job.facts().scratch / "folder");
    job.send(1, job.facts().run).value();
    return testing::Test::HasFailure() ? 1 : 0;
  });
  EXPECT_EQ(seen.outcome.number, 0) << seen.outcome.last_output;
  ASSERT_EQ(seen.frames.size(), 1u);
  EXPECT_FALSE(fs::exists("/tmp/a file"));
  EXPECT_FALSE(fs::exists("/tmp/ordeal-" + seen.frames[0].payload));
}

TEST_P(Enclosed, AFolderThatSomebodyElseMadeIsNotItsScratch) {
  if (GetParam() != Way::subreaper)
    GTEST_SKIP() << "its /tmp is its own: nobody else can make a folder there";
  const EnclosureOptions options{.run = new_run_id(), .name = "squatted", .way = GetParam()};
  ASSERT_TRUE(fs::create_directory(options.scratch()));
  std::ofstream(options.scratch() / "theirs") << "text";
  auto enclosure = Enclosure::start(options, [](JobContext&) { return 0; });
  ASSERT_TRUE(enclosure) << enclosure.error().message;
  ASSERT_TRUE(wait_until_gone(enclosure->reaper(), 30s));
  const auto report = enclosure->close();
  EXPECT_FALSE(report.furnished);
  EXPECT_EQ(report.problem, "cannot make " + options.scratch().string() + ": File exists");
  EXPECT_TRUE(fs::exists(options.scratch() / "theirs")) << "it removed what is not its own";
  fs::remove_all(options.scratch());
}

TEST_P(Enclosed, SharedMemoryIsGoneAfterwards) {
  const key_t key = 0x4f000000 | getpid();
  const auto seen = run_one([&](JobContext& job) {
    EXPECT_GE(shmget(key, 4096, IPC_CREAT | IPC_EXCL | 0600), 0);
    std::ofstream("/dev/shm/rules-" + job.facts().run) << "block";
    job.send(1, job.facts().run).value();
    return testing::Test::HasFailure() ? 1 : 0;
  });
  EXPECT_EQ(seen.outcome.number, 0) << seen.outcome.last_output;
  EXPECT_EQ(shmget(key, 0, 0), -1) << "the segment is still there";
  ASSERT_EQ(seen.frames.size(), 1u);
  EXPECT_FALSE(fs::exists("/dev/shm/rules-" + seen.frames[0].payload));
}

TEST_P(Enclosed, FoldersElsewhereStayVisibleAndWritable) {
  Folder evidence;
  const auto seen = run_one([&](JobContext&) {
    std::ofstream(evidence / "what was seen.log") << "seen";
    return fs::exists("/usr/bin/env") ? 0 : 1;
  });
  EXPECT_EQ(seen.outcome.number, 0) << describe(seen.outcome);
  EXPECT_TRUE(fs::exists(evidence / "what was seen.log"));
}

TEST_P(Enclosed, FoldersBelowTmpStayVisibleWhenNamed) {
  Folder evidence("/tmp"), other("/tmp");
  fs::create_directories(evidence / "deeper/still");
  const auto seen = run_one(
      [&](JobContext&) {
        std::ofstream(evidence / "deeper/still/log") << "seen";
        return has_namespaces() && fs::exists(other.path()) ? 1 : 0;
      },
      60s, {evidence / "deeper/still", evidence.path()});
  EXPECT_EQ(describe(seen.outcome), "exit code 0");
  EXPECT_TRUE(fs::exists(evidence / "deeper/still/log"));
}

TEST_P(Enclosed, AWorkingDirectoryBelowTmpStaysOne) {
  Folder here("/tmp"), neighbour("/tmp");
  const auto before = fs::current_path();
  fs::current_path(here.path());
  const auto seen = run_one([&](JobContext&) {
    std::ofstream("relative.log") << "seen";
    EXPECT_EQ(fs::current_path(), here.path());
    EXPECT_EQ(fs::exists("../" + fs::path(neighbour.path()).filename().string()), !has_namespaces())
        << "its parent is the machine's /tmp";
    return testing::Test::HasFailure() ? 1 : 0;
  });
  fs::current_path(before);
  EXPECT_EQ(describe(seen.outcome), "exit code 0") << seen.outcome.last_output;
  EXPECT_TRUE(fs::exists(here / "relative.log"));
}

TEST_P(Room, AJobThatStartsInTmpIsInItsOwn) {
  const auto before = fs::current_path();
  fs::current_path("/tmp");
  const auto name = "ordeal-relative-" + std::to_string(getpid());
  const auto seen = run_one([&](JobContext&) { return std::ofstream(name) << "seen" ? 0 : 1; });
  fs::current_path(before);
  EXPECT_EQ(describe(seen.outcome), "exit code 0") << seen.outcome.last_output;
  EXPECT_FALSE(fs::exists("/tmp/" + name));
}

TEST_P(Room, IsRefusedWithItsReasonWhenAFolderCannotBeKept) {
  const auto missing = run_one([](JobContext&) { return 0; }, 60s, {"/no/such folder"});
  EXPECT_EQ(describe(missing.outcome),
            "not started: cannot keep /no/such folder visible: No such file or directory");
  const auto whole = run_one([](JobContext&) { return 0; }, 60s, {"/tmp"});
  EXPECT_EQ(
      describe(whole.outcome),
      "not started: cannot keep /tmp visible: each enclosure has its own /tmp; choose a folder below it");
}

TEST_P(Room, IsTheJobsAlone) {
  const std::string outside = "ordeal-outside-" + std::to_string(getpid());
  for (const char* folder : {"/tmp/", "/dev/shm/"}) std::ofstream(folder + outside) << "x";
  const auto mounts = read_proc("/proc/self/mountinfo");
  const auto seen = run_one([&](JobContext& job) {
    EXPECT_EQ(getppid(), 1);
    EXPECT_EQ(job.facts().reaper, 1);
    for (const auto& process : list_processes()) EXPECT_LE(process.pid, 3) << command_of(process);
    EXPECT_FALSE(fs::exists("/tmp/" + outside));
    EXPECT_TRUE(fs::is_empty("/dev/shm"));
    EXPECT_EQ(kill(1, SIGKILL), 0) << "allowed, and without effect: the reaper is safe from its job";
    EXPECT_EQ(kill(1, SIGSTOP), 0);
    EXPECT_EQ(sethostname("inside", 6), 0);
    return testing::Test::HasFailure() ? 1 : 0;
  });
  EXPECT_EQ(describe(seen.outcome), "exit code 0") << seen.outcome.last_output;
  EXPECT_EQ(read_proc("/proc/self/mountinfo"), mounts);
  char host[65] = {};
  gethostname(host, sizeof host - 1);
  EXPECT_STRNE(host, "inside");
  for (const char* folder : {"/tmp/", "/dev/shm/"}) fs::remove(folder + outside);
}

bool listen_and_connect(std::uint16_t port) {
  const Descriptor listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Descriptor client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  const auto* place = reinterpret_cast<const sockaddr*>(&address);
  if (bind(listener.get(), place, sizeof address) || listen(listener.get(), 1)) return false;
  return connect(client.get(), place, sizeof address) == 0;
}

TEST_P(Room, HasItsOwnPortsAndALoopback) {
  const Descriptor outside(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(outside.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(getsockname(outside.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const auto port = ntohs(address.sin_port);
  ASSERT_FALSE(listen_and_connect(port)) << "taken outside";
  const auto seen = run_one([&](JobContext&) { return listen_and_connect(port) ? 0 : 1; });
  EXPECT_EQ(describe(seen.outcome), "exit code 0");
}

TEST_P(Enclosed, JobsCanRunJobsOfTheirOwn) {
  const auto seen = run_one([](JobContext&) {
    int code = -1;
    Coordinator inner({.way = has_namespaces() ? Way::namespaces : Way::subreaper});
    inner.add(
        {.name = "inner",
         .work =
             [](JobContext&) {
               start_stray(sleep_for_ever);
               return 33;
             },
         .on_end =
             [&](const Outcome& outcome) { code = outcome.ending == Ending::exited ? outcome.number : -2; }});
    inner.run();
    return code;
  });
  EXPECT_EQ(describe(seen.outcome), "exit code 33") << seen.outcome.last_output;
}

TEST_P(Enclosed, WorksForAUserWithoutRights) {
  if (!is_root()) GTEST_SKIP() << "this user has no rights anyway: every other case is this one";
  if (GetParam() == Way::namespaces) GTEST_SKIP() << "needs rights";
  Folder folder;
  const auto fifo = folder / "held";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0666), 0);
  ASSERT_EQ(chmod(fifo.c_str(), 0666), 0);
  const auto status = run_forked([&] {
    if (!become_nobody()) return 90;
    const auto seen = run_one([&](JobContext&) {
      open(fifo.c_str(), O_RDONLY | O_NONBLOCK);
      start_stray(sleep_for_ever);
      std::ofstream(folder / "written by nobody") << getuid();
      return has_namespaces() == (getuid() == 0) ? 5 : 6;
    });
    std::printf("%s\n%s", describe(seen.outcome).c_str(), seen.outcome.last_output.c_str());
    return seen.outcome.ending == Ending::exited ? seen.outcome.number : 91;
  });
  EXPECT_EQ(describe(status), "exit code 5");
  EXPECT_TRUE(fs::exists(folder / "written by nobody"));
  EXPECT_FALSE(somebody_holds(fifo));
}

// An inner reaper that is killed as a stray of the outer run can clear nothing up itself.
TEST_P(Enclosed, NothingOfAnInnerRunIsLeftWhenTheOuterOneIsEnded) {
  std::string inner_block;
  Seen seen;
  Coordinator coordinator({.way = GetParam()});
  auto job = watched(
      [&](JobContext& outer) -> int {
        const EnclosureOptions options{.run = new_run_id(), .name = "inner", .way = Way::subreaper};
        const auto inner = Enclosure::start(options, [&](JobContext& context) -> int {
          std::ofstream("/dev/shm/block-" + context.facts().run) << "x";
          context.send(1, "").value();
          for (;;) pause();
        });
        char byte = 0;
        while (read(inner->results(), &byte, 1) != 1) usleep(1000);
        outer.send(1, options.run).value();
        for (;;) pause();
      },
      seen);
  job.on_frame = [&](const Frame& frame) {
    inner_block = "/dev/shm/block-" + frame.payload;
    if (!has_namespaces()) EXPECT_TRUE(fs::exists(inner_block));
    coordinator.stop();
    coordinator.stop();
  };
  coordinator.add(std::move(job));
  coordinator.run();
  ASSERT_NE(inner_block, "");
  EXPECT_FALSE(fs::exists(inner_block));
}

TEST_P(Enclosed, ReaperKilledFromOutsideIsReportedAndNothingIsLeft) {
  Folder folder;
  const auto fifo = folder / "held";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0666), 0);
  const EnclosureOptions options{.run = new_run_id(), .name = "robbed", .way = GetParam()};
  auto enclosure = Enclosure::start(options, [&](JobContext& job) -> int {
    open(fifo.c_str(), O_RDWR);  // so that opening it for reading does not wait
    // Executed when spawn returns: only then its environment tells whose it is.
    const auto stray = Child::spawn({.argv = {"sleep", "98763"}, .input = fifo});
    job.send(1, "").value();
    for (;;) pause();
  });
  ASSERT_TRUE(enclosure) << enclosure.error().message;
  char byte = 0;
  while (read(enclosure->results(), &byte, 1) != 1) usleep(1000);
  ASSERT_TRUE(somebody_holds(fifo));
  kill(enclosure->reaper_pid(), SIGKILL);
  ASSERT_TRUE(wait_until_gone(enclosure->reaper(), 30s));
  const auto report = enclosure->close();
  EXPECT_EQ(report.problem, "the enclosure's reaper was ended from outside by signal 9 (Killed)");
  EXPECT_FALSE(report.job);
  if (GetParam() == Way::subreaper) EXPECT_FALSE(fs::exists(options.scratch()));
  for (int i = 0; i < 30'000 && somebody_holds(fifo); ++i)
    usleep(1000);  // a killed process takes a moment to go
  EXPECT_FALSE(somebody_holds(fifo));
}

}  // namespace
}  // namespace ordeal::process
