#include "harness/process/await.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

namespace ordeal::process {
namespace {

using namespace std::chrono_literals;

class AwaitingALine : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(mkdtemp(folder_.data()), nullptr); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Child shell(const std::string& script) {
    return Child::spawn({.argv = {"sh", "-c", script}, .output = output()}).value();
  }
  std::filesystem::path output() const { return std::filesystem::path(folder_) / "output"; }

  std::string folder_ = testing::TempDir() + "await-XXXXXX";
};

TEST_F(AwaitingALine, GivesTheLineOnceItIsWhole) {
  // The second half comes after the first was seen: the reader lets the program go on.
  const auto gate = std::filesystem::path(folder_) / "gate";
  ASSERT_EQ(mkfifo(gate.c_str(), 0600), 0);
  const Child child =
      shell("printf 'listens on '; read word < " + gate.string() + "; echo 7000; exec sleep 1000");
  ASSERT_TRUE(await([&] { return std::filesystem::file_size(output()) > 0; }, 20s));
  EXPECT_EQ(await_line(child, output(), "listens", 0ms), std::nullopt);
  const Child writer = Child::spawn({.argv = {"sh", "-c", "echo go"}, .output = gate}).value();
  EXPECT_EQ(await_line(child, output(), "listens", 20s), "listens on 7000");
}

TEST_F(AwaitingALine, SeesWhatWasWrittenBefore) {
  Child child = shell("echo first; echo second");
  ASSERT_TRUE(child.wait(20s));
  EXPECT_EQ(await_line(child, output(), "first", 0ms), "first");
}

TEST_F(AwaitingALine, EndsWithTheProgram) {
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(await_line(shell("echo something else; exit 3"), output(), "ready", 10min), std::nullopt);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5min);
}

TEST(Await, AsksOnceMoreAtTheEnd) {
  int asked = 0;
  EXPECT_FALSE(await([&] { return ++asked > 1'000'000; }, 0ms));
  EXPECT_EQ(asked, 1);
  EXPECT_TRUE(await([&] { return ++asked > 3; }, 20s));
}

}  // namespace
}  // namespace ordeal::process
