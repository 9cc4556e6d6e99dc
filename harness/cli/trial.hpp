// For the tests of the commands: runs the program trial_suite.cpp, in a folder of its own with features.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "harness/text/file.hpp"

namespace ordeal::cli {

struct Answer {
  int exit_code = -1;
  std::string out, err;
};

class Trial : public testing::Test {
 protected:
  Trial() {
    std::filesystem::create_directories(folder_ / "features");
    write("features/apples.feature", R"(@fruit
Feature: Apples

  Scenario: one is eaten
    Given a basket with 3 apples
    When I eat 1 red apple
    Then the basket has 2 apples

  @there @slow
  Scenario Outline: <n> are eaten
    Given a basket with 3 apples
    When I eat <n> green apples
    Then the basket is fine

    Examples:
      | n |
      | 2 |
      | 3 |
)");
  }
  ~Trial() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
  }
  std::string content(const std::string& name) const { return ordeal::content_of(folder_ / name).value(); }

  // A line as a shell reads it, run in the folder.
  Answer shell(const std::string& line) const {
    const std::string command = "cd '" + folder_.string() + "' && ( " + line + " ) >out 2>err </dev/null";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), content("out"), content("err")};
  }
  static std::string program() { return ORDEAL_BINARY_DIR "/bin/harness_cli_trial"; }
  Answer trial(const std::string& arguments) const { return shell("'" + program() + "' " + arguments); }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("ordeal-cli-" + std::to_string(getpid()));
};

using testing::HasSubstr;
using testing::Not;

}  // namespace ordeal::cli
