// For tests that run jobs: one list of jobs in, one outcome each out, in every way of enclosing that this
// machine has.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/process/coordinator.hpp"
#include "harness/process/probe.hpp"

namespace ordeal::process {

struct Seen {
  Outcome outcome;
  std::vector<Frame> frames;
  bool over = false;
};

// A case runs once in each way.
class EachWay : public testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    if (GetParam() == Way::subreaper) return;
    const auto room = run_one([](JobContext&) { return 0; });
    if (room.outcome.ending != Ending::exited)
      GTEST_SKIP() << "this machine refuses: " << name_of(GetParam()) << ": " << room.outcome.problem;
  }

  static bool has_namespaces() { return GetParam() != Way::subreaper; }

  static Seen run_one(Work work, std::chrono::milliseconds deadline = std::chrono::seconds(60),
                      std::vector<std::filesystem::path> visible = {}) {
    Seen seen;
    Coordinator coordinator({.way = GetParam()});
    coordinator.add(watched(std::move(work), seen, deadline, std::move(visible)));
    coordinator.run();
    return seen;
  }

  static Job watched(Work work, Seen& seen, std::chrono::milliseconds deadline = std::chrono::seconds(60),
                     std::vector<std::filesystem::path> visible = {}) {
    return {.name = testing::UnitTest::GetInstance()->current_test_info()->name(),
            .work = std::move(work),
            .deadline = deadline,
            .visible = std::move(visible),
            .on_frame = [&seen](Frame frame) { seen.frames.push_back(std::move(frame)); },
            .on_end =
                [&seen](const Outcome& outcome) {
                  seen.outcome = outcome;
                  seen.over = true;
                }};
  }
};

inline std::string way_as_test_name(const testing::TestParamInfo<Way>& info) {
  switch (info.param) {
    case Way::namespaces:
      return "Namespaces";
    case Way::user_namespace:
      return "UserNamespace";
    case Way::subreaper:
      return "Subreaper";
  }
  return "Unknown";
}

#define IN_EACH_WAY(suite)  \
  INSTANTIATE_TEST_SUITE_P( \
      Way, suite, testing::Values(Way::namespaces, Way::user_namespace, Way::subreaper), way_as_test_name)

}  // namespace ordeal::process
