// Real processes, most of them children of this one by fork, that map one rule block.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "faults/rule/rule_block.hpp"

namespace ordeal::rule {

using namespace std::chrono_literals;

// Generous: a machine may be busy. Nothing here waits for it when all is well.
inline constexpr auto kPatience = 60s;

// Sanitizers replace vfork() by fork(), and their libraries cannot be preloaded into other programs.
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

inline ordeal_decision reach(std::uint32_t operation, const char* stage = nullptr) {
  const ordeal_site site{.operation = operation, .stage = stage, .step = -1};
  return ordeal_rule_consult(&site);
}

// Runs `body` in a child made by fork; the exit code is what it returns.
template <class Body>
pid_t in_child(Body body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  return child;
}

inline int status_of(pid_t child) {
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

inline int exit_code_of(pid_t child) {
  const int status = status_of(child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// Returns once the process sleeps in a system call (or is gone): what was to wake it must come from now on.
inline void wait_until_asleep(pid_t child) {
  for (;;) {
    std::ifstream file("/proc/" + std::to_string(child) + "/stat");
    std::string line;
    std::getline(file, line);
    const std::size_t end = line.rfind(')');
    if (end == std::string::npos || line.at(end + 2) != 'R') return;
    std::this_thread::yield();
  }
}

// One block for all tests of this process; children are forked, so that no test leaves a role behind.
class RuleProcess : public testing::Test {
 protected:
  RuleProcess() {
    std::string pattern = (std::filesystem::temp_directory_path() / "rule-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    path_ = (folder_ / "block").string();
    block_.emplace(RuleBlock::create(path_).value());
  }
  ~RuleProcess() override { std::filesystem::remove_all(folder_); }

  // A child that has mapped the block under `role`.
  template <class Body>
  pid_t start(const char* role, Body body) {
    return in_child([&] {
      setenv("ORDEAL_ROLE", role, 1);
      if (ordeal_rule_attach(path_.c_str()) != 0) return 99;
      return body();
    });
  }

  std::vector<std::string> roles() const {
    std::vector<std::string> all;
    for (const Process& row : block_->rows()) all.push_back(row.role);
    return all;
  }

  std::filesystem::path folder_;
  std::string path_;
  std::optional<RuleBlock> block_;
};

}  // namespace ordeal::rule
