#include "steps/worlds/silent_files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <optional>
#include <thread>

namespace ordeal {
namespace {

using namespace std::chrono_literals;

char state_of(pid_t pid) {
  std::string stat;
  std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/stat"), stat);
  const auto name_ends = stat.rfind(')');
  return name_ends == std::string::npos ? 'X' : stat.at(name_ends + 2);
}

bool soon(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + 30s;
  while (std::chrono::steady_clock::now() < end) {
    if (holds()) return true;
    std::this_thread::yield();
  }
  return false;
}

TEST(SilentFiles, KeepWhoeverAsksFromItsEndUntilTheyAreGivenUp) {
  const std::string folder = testing::TempDir() + "silent-" + std::to_string(::getpid());
  std::optional<SilentFiles> files;
  try {
    files.emplace(folder);
  } catch (const std::runtime_error& refused) {
    std::filesystem::remove(folder);
    GTEST_SKIP() << refused.what();
  }
  const std::string file = folder + "/file";
  const pid_t asks = ::fork();
  if (asks == 0) {
    struct stat unused{};
    ::_exit(::stat(file.c_str(), &unused) == 0 ? 0 : 1);
  }
  ASSERT_TRUE(soon([&] { return files->anybody_came(); }));
  ASSERT_EQ(::kill(asks, SIGKILL), 0);
  EXPECT_TRUE(soon([&] { return state_of(asks) == 'D'; })) << "it is in state " << state_of(asks);
  int status = 0;
  EXPECT_EQ(::waitpid(asks, &status, WNOHANG), 0) << "it has ended";
  files.reset();
  ASSERT_TRUE(soon([&] { return ::waitpid(asks, &status, WNOHANG) == asks; })) << "it sleeps for ever";
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
  EXPECT_FALSE(std::filesystem::exists(folder));
}

}  // namespace
}  // namespace ordeal
