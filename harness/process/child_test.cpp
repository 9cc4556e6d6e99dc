#include "harness/process/child.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "harness/process/forked_test.hpp"
#include "harness/process/process_table.hpp"

namespace ordeal::process {
namespace {

using namespace std::chrono_literals;

std::string contents(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

ChildOptions shell(const std::string& script) {
  return {.argv = {"sh", "-c", script}};
}

bool has_children() {
  siginfo_t info{};
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

TEST(Child, GivesItsExitCode) {
  auto child = Child::spawn(shell("exit 70"));
  ASSERT_TRUE(child);
  EXPECT_EQ(child->wait(30s), (ExitStatus{false, 70}));
  EXPECT_EQ(child->wait(0s), (ExitStatus{false, 70})) << "asking again gives the same answer";
}

TEST(Child, KilledByASignalSaysWhich) {
  auto child = Child::spawn(shell("exec sleep 1000"));
  ASSERT_TRUE(child);
  const auto evidence = child->signal(SIGKILL);
  EXPECT_TRUE(evidence.accepted) << evidence.refusal;
  const auto status = child->wait(30s);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->as_shell(), 137);
  EXPECT_EQ(describe(*status), "signal 9 (Killed)");
  EXPECT_TRUE(child->gone());
}

TEST(Child, ThatIsGoneTakesNoSignal) {
  auto child = Child::spawn(shell("exit 0"));
  ASSERT_TRUE(child);
  ASSERT_TRUE(child->wait(30s));
  const auto evidence = child->signal(SIGTERM);
  EXPECT_FALSE(evidence.accepted);
  EXPECT_EQ(evidence.refusal, "No such process");
}

TEST(Child, ThatRunsHasNoStatusWithinTheTimeGiven) {
  auto child = Child::spawn(shell("exec sleep 1000"));
  ASSERT_TRUE(child);
  EXPECT_FALSE(child->wait(10ms));
  EXPECT_FALSE(child->gone());
}

TEST(Child, ThatIsStoppedHasNotEnded) {
  auto child = Child::spawn(shell("exec sleep 1000"));
  ASSERT_TRUE(child);
  ASSERT_TRUE(child->signal(SIGSTOP).accepted);
  while (read_proc("/proc/" + std::to_string(child->pid()) + "/stat").find(") T ") == std::string::npos)
    usleep(1000);
  EXPECT_FALSE(child->wait(10ms));
}

TEST(Child, IsWaitedForUntilItHasStoppedOrEnded) {
  auto child = Child::spawn({.argv = {"sleep", "1000"}});
  child->signal(SIGSTOP);
  EXPECT_TRUE(child->wait_until_stopped());
  child->signal(SIGKILL);
  child->wait(std::chrono::minutes(1));
  EXPECT_FALSE(child->wait_until_stopped());
}

TEST(Child, ThatCannotBeExecutedNamesThePathAndTheReason) {
  Folder folder;
  std::ofstream(folder / "no program") << "text";
  const auto missing = Child::spawn({.argv = {"/no/such/program", "x"}});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message,
            "cannot start '/no/such/program x': cannot execute /no/such/program: No such file or directory");
  const auto refused = Child::spawn({.argv = {folder / "no program"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().number, EACCES) << refused.error().message;
  const auto unknown = Child::spawn({.argv = {"ordeal-no-such-program"}});
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("no such program in PATH"), std::string::npos)
      << unknown.error().message;
  EXPECT_FALSE(has_children()) << "a failed start leaves no zombie";
}

TEST(Child, WithoutItsFolderOrItsFilesSaysWhichIsMissing) {
  auto in_nowhere = shell("true");
  in_nowhere.folder = "/no/such/folder";
  const auto nowhere = Child::spawn(in_nowhere);
  ASSERT_FALSE(nowhere);
  EXPECT_NE(nowhere.error().message.find("cannot enter /no/such/folder: No such file"), std::string::npos)
      << nowhere.error().message;
  auto into_nowhere = shell("true");
  into_nowhere.output = "/no/such/folder/log";
  const auto no_log = Child::spawn(into_nowhere);
  ASSERT_FALSE(no_log);
  EXPECT_NE(no_log.error().message.find("/no/such/folder/log"), std::string::npos) << no_log.error().message;
}

TEST(Child, GetsItsFolderItsEnvironmentAndItsFilesAlsoWithASpaceInThePath) {
  Folder folder;
  auto options = shell("pwd; echo \"$ROLE\"; echo wrong >&2; echo \"${HOME-no home}\"; cat");
  std::ofstream(folder / "the input") << "asked\n";
  options.folder = folder.path();
  options.environment = {{"ROLE", "worker 1"}};
  options.inherit_environment = false;
  options.input = folder / "the input";
  options.output = folder / "the output";
  options.errors = folder / "the errors";
  auto child = Child::spawn(options);
  ASSERT_TRUE(child) << child.error().message;
  EXPECT_EQ(child->wait(30s), (ExitStatus{false, 0}));
  EXPECT_EQ(contents(folder / "the output"), folder.path() + "\nworker 1\nno home\nasked\n");
  EXPECT_EQ(contents(folder / "the errors"), "wrong\n");
}

TEST(Child, InheritsTheEnvironmentAndNoDescriptor) {
  Folder folder;
  const Descriptor inheritable(open("/dev/null", O_RDONLY));  // on purpose without close-on-exec
  setenv("ORDEAL_CHILD_TEST", "from the parent", 1);
  auto options = shell("echo \"$ORDEAL_CHILD_TEST\"; ls /proc/self/fd | tr '\\n' ' '");
  options.output = folder / "seen";
  auto child = Child::spawn(options);
  ASSERT_TRUE(child);
  EXPECT_EQ(child->wait(30s), (ExitStatus{false, 0}));
  EXPECT_EQ(contents(folder / "seen"), "from the parent\n0 1 2 3 ") << "3 is ls's own";
}

TEST(Child, StartsWithItsSignalsAtTheirDefaults) {
  signal(SIGPIPE, SIG_IGN);
  auto child = Child::spawn(shell("kill -PIPE $$; exit 5"));
  signal(SIGPIPE, SIG_DFL);
  ASSERT_TRUE(child);
  EXPECT_EQ(child->wait(30s), (ExitStatus{true, SIGPIPE}));
}

TEST(Child, IsKilledAndReapedWithItsObject) {
  pid_t pid = 0;
  {
    auto child = Child::spawn(shell("trap '' TERM INT HUP; exec sleep 1000"));
    ASSERT_TRUE(child);
    pid = child->pid();
  }
  EXPECT_EQ(kill(pid, 0), -1) << "the process is still there";
  EXPECT_FALSE(has_children());
}

TEST(Child, ThatIsReplacedEndsFirst) {
  auto first = Child::spawn(shell("exec sleep 1000"));
  auto second = Child::spawn(shell("exit 3"));
  ASSERT_TRUE(first && second);
  const pid_t pid = first->pid();
  *first = std::move(*second);
  EXPECT_EQ(kill(pid, 0), -1);
  EXPECT_EQ(first->wait(30s), (ExitStatus{false, 3}));
}

}  // namespace
}  // namespace ordeal::process
