#include "pipeline/real/processes/processes.hpp"

#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <boost/json/parse.hpp>

#include "pipeline/real/processes/launch.hpp"
#include "pipeline/real/test_world.hpp"

namespace slots {
namespace {

using testing::Folder;
using ::testing::HasSubstr;
using testing::in_world;

const std::string kProgram = ORDEAL_BINARY_DIR "/bin/slots_test_worker";

enum class Way { zygote, afresh };

class ProcessesTest : public ::testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
    if (GetParam() == Way::zygote)
      GTEST_SKIP() << "the thread sanitizer's own thread keeps a zygote from forking";
#endif
#endif
  }
  void TearDown() override {
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child or a zombie is left";
    EXPECT_EQ(errno, ECHILD);
  }
  RealOptions options() const {
    return {
        .role = "director",
        .workers = {.program = kProgram, .zygote = GetParam() == Way::zygote, .log_folder = folder.path()}};
  }
  std::string printed(const std::string& name) const { return testing::contents_of(folder / name); }

  static std::vector<pid_t> children() {
    std::vector<pid_t> found;
    std::ifstream list("/proc/self/task/" + std::to_string(::gettid()) + "/children");
    for (pid_t pid; list >> pid;) found.push_back(pid);
    return found;
  }
  const Folder folder;
};

INSTANTIATE_TEST_SUITE_P(Ways, ProcessesTest, ::testing::Values(Way::zygote, Way::afresh),
                         [](const auto& way) { return way.param == Way::zygote ? "Zygote" : "Afresh"; });

Task<int> exit_of(ProcessPtr process) {
  while (!process->exit) co_await process->gone.wait();
  co_return *process->exit;
}

Task<int> run_to_end(Env& env, std::string role, std::string settings) {
  auto process = co_await env.processes.spawn({role, settings});
  if (!process) {
    ADD_FAILURE() << process.error().message;
    co_return -1;
  }
  co_return co_await exit_of(*process);
}

TEST_P(ProcessesTest, GivesAWorkerItsRoleSettingsEnvironmentAndNothingElse) {
  ::setenv("SLOTS_TEST", "carried on", 1);
  const std::string settings = R"({"do":"describe","padding":")" + std::string(1 << 20, 'x') + "\"}";
  in_world(options(), [&](Env& env) -> Task<void> {
    EXPECT_EQ(co_await run_to_end(env, "worker number one", settings), 0);
  });
  const auto said = boost::json::parse(printed("worker_number_one.out")).as_object();
  EXPECT_EQ(said.at("role"), "worker number one");
  EXPECT_EQ(said.at("name"), "worker number o") << "15 bytes, as the kernel keeps them";
  EXPECT_EQ(said.at("settings_bytes").to_number<std::size_t>(), settings.size());
  EXPECT_EQ(said.at("parent"), ::getpid());
  EXPECT_EQ(said.at("death_signal"), SIGKILL);
  EXPECT_EQ(said.at("sigint_ignored"), false);
  EXPECT_EQ(said.at("variable"), "carried on");
  EXPECT_EQ(said.at("descriptors"), (boost::json::array{"0", "1", "2"}));
}

TEST_P(ProcessesTest, ReportsHowAWorkerEnded) {
  in_world(options(), [&](Env& env) -> Task<void> {
    EXPECT_EQ(co_await run_to_end(env, "worker 1", R"({"do":"exit","code":70})"), 70);
    EXPECT_EQ(co_await run_to_end(env, "worker 1", R"({"do":"throw"})"), 1);
    auto killed = co_await env.processes.spawn({"worker 1", R"({"do":"wait"})"});
    env.processes.signal(**killed, SIGKILL);
    EXPECT_EQ(co_await exit_of(*killed), 137);
    env.processes.signal(**killed, SIGKILL);  // nothing to do
    auto asked = co_await env.processes.spawn({"worker 2", R"({"do":"wait"})"});
    while (printed("worker_2.out").empty()) co_await env.sleep(1ms);
    env.processes.signal(**asked, SIGTERM);
    EXPECT_EQ(co_await exit_of(*asked), 0);
  });
  EXPECT_THAT(printed("worker_1.out"), HasSubstr("as told"));
}

TEST_P(ProcessesTest, KnowsTheLastWordsOfTheWorkerAndOfNoneBeforeIt) {
  in_world(options(), [&](Env& env) -> Task<void> {
    auto throws = co_await env.processes.spawn({"worker 1", R"({"do":"throw"})"});
    EXPECT_EQ(co_await exit_of(*throws), 1);
    EXPECT_THAT((*throws)->last_words, HasSubstr("as told"));
    auto silent = co_await env.processes.spawn({"worker 1", R"({"do":"exit","code":3})"});
    EXPECT_EQ(co_await exit_of(*silent), 3);
    EXPECT_EQ((*silent)->last_words, "");
  });
}

TEST_P(ProcessesTest, StartsAHundredWorkersAtOnceAndLeaksNoDescriptor) {
  in_world(options(), [&](Env& env) -> Task<void> {
    EXPECT_EQ(co_await run_to_end(env, "first", R"({"do":"exit","code":0})"), 0);
    const auto before = testing::open_descriptors();
    Nursery nursery(env.loop);
    int right = 0;
    const auto one = [&](int code) -> Task<void> {
      const std::string settings = R"({"do":"exit","code":)" + std::to_string(code) + "}";
      if (co_await run_to_end(env, "worker " + std::to_string(code), settings) == code) ++right;
    };
    for (int i = 0; i < 100; ++i) nursery.spawn(one(i));
    co_await nursery.join();
    EXPECT_EQ(right, 100);
    co_await env.sleep(1ms);
    EXPECT_EQ(testing::open_descriptors(), before);
  });
}

TEST_P(ProcessesTest, SaysWhyAProgramCannotBeExecuted) {
  auto with = options();
  with.workers.program = folder / "missing";
  in_world(with, [&](Env& env) -> Task<void> {
    const auto process = co_await env.processes.spawn({"worker 1", "{}"});
    EXPECT_EQ(process.error().code, "WORKER_START_FAILED");
    EXPECT_THAT(process.error().message, HasSubstr("No such file or directory"));
  });
}

TEST_P(ProcessesTest, RefusesARoleThatDoesNotFit) {
  in_world(options(), [&](Env& env) -> Task<void> {
    const auto process = co_await env.processes.spawn({std::string(64, 'r'), "{}"});
    EXPECT_THAT(process.error().message, HasSubstr("between 1 and 63 bytes"));
  });
}

TEST_P(ProcessesTest, EndsAWorkerThatNobodyWaitedFor) {
  in_world(options(), [&](Env& env) -> Task<void> {
    EXPECT_EQ(co_await run_to_end(env, "first", R"({"do":"exit","code":0})"), 0);
    const auto before = children().size();
    const auto abandoned =
        co_await env.within(0ns, env.processes.spawn({"worker 1", R"({"do":"wait"})"}), 0ns);
    EXPECT_FALSE(abandoned);
    EXPECT_EQ(co_await run_to_end(env, "next", R"({"do":"exit","code":0})"), 0);
    while (children().size() != before) co_await env.sleep(1ms);
  });
}

bool is_there(pid_t pid) {
  return ::kill(pid, 0) == 0;  // a zombie, too
}

TEST_P(ProcessesTest, EndsWhatAWorkerLeavesAndNothingOfWorkersThatRun) {
  in_world(options(), [&](Env& env) -> Task<void> {
    const char* leaves = R"({"do":"leave children"})";
    auto ends = co_await env.processes.spawn({"worker 1", leaves});
    auto goes_on = co_await env.processes.spawn({"worker 2", leaves});
    for (const char* file : {"worker_1.out", "worker_2.out"}) {
      while (printed(file).find("ready") == std::string::npos) co_await env.sleep(1ms);
    }
    pid_t left[2]{}, kept[2]{};
    std::istringstream(printed("worker_1.out")) >> left[0] >> left[1];
    std::istringstream(printed("worker_2.out")) >> kept[0] >> kept[1];
    EXPECT_TRUE(is_there(left[0]) && is_there(left[1]));
    env.processes.signal(**ends, SIGKILL);
    EXPECT_EQ(co_await exit_of(*ends), 137);
    while (is_there(left[0]) || is_there(left[1])) co_await env.sleep(1ms);
    EXPECT_TRUE(is_there(kept[0]) && is_there(kept[1]));
    env.processes.signal(**goes_on, SIGTERM);
    EXPECT_EQ(co_await exit_of(*goes_on), 0);
  });
}

TEST_P(ProcessesTest, ReplacesAZygoteThatWasKilled) {
  if (GetParam() != Way::zygote) GTEST_SKIP();
  in_world(options(), [&](Env& env) -> Task<void> {
    EXPECT_EQ(co_await run_to_end(env, "worker 1", R"({"do":"exit","code":3})"), 3);
    for (const bool noticed : {true, false}) {
      for (const auto pid : children()) ::kill(pid, SIGKILL);
      if (noticed) co_await env.sleep(20ms);
      EXPECT_EQ(co_await run_to_end(env, "worker 1", R"({"do":"exit","code":4})"), 4);
    }
  });
}

TEST_P(ProcessesTest, RefusesToForkAZygoteWithTwoThreads) {
  if (GetParam() != Way::zygote) GTEST_SKIP();
  auto with = options();
  with.workers.arguments = {"--extra-thread"};
  in_world(with, [&](Env& env) -> Task<void> {
    const auto process = co_await env.processes.spawn({"worker 1", "{}"});
    EXPECT_THAT(process.error().message, HasSubstr("the zygote has 2 threads"));
  });
}

void expect_ends(pid_t pid) {
  const Descriptor pidfd(open_pidfd(pid));
  if (!pidfd) return;  // ended and reaped already
  pollfd ended{pidfd.get(), POLLIN, 0};
  const int ends = ::poll(&ended, 1, 20'000);
  EXPECT_EQ(ends, 1) << "process " << pid << " outlived its director";
  if (ends != 1) ::kill(pid, SIGKILL);
}

TEST_P(ProcessesTest, EndsWorkersAndZygoteWithAKilledDirector) {
  const std::string way = GetParam() == Way::zygote ? "zygote" : "afresh";
  auto director = launch({kProgram, {"--director", folder / "pids", way}});
  ASSERT_TRUE(director);
  while (!std::filesystem::exists(folder / "pids")) ::usleep(1000);
  std::vector<pid_t> all;
  std::ifstream list("/proc/" + std::to_string(director->pid) + "/task/" + std::to_string(director->pid) +
                     "/children");
  for (pid_t pid; list >> pid;) all.push_back(pid);
  EXPECT_EQ(all.size(), GetParam() == Way::zygote ? 3 : 2);
  ::kill(director->pid, SIGKILL);
  EXPECT_EQ(reap(director->pidfd.get()), 137);
  for (const auto pid : all) expect_ends(pid);
  while (::waitpid(-1, nullptr, WNOHANG) > 0) {  // this process may be a subreaper by now
  }
}

}  // namespace
}  // namespace slots
