// Runs of a feature of a few lines in each isolation, with the steps of the test program.
#pragma once

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "harness/process/probe.hpp"
#include "harness/run/run.hpp"

namespace ordeal::run {

// What reached the reports.
class Seen final : public messages::Sink {
 public:
  void on(const messages::Envelope& message) override {
    if (on_message) on_message(message);
    if (const auto* step = std::get_if<messages::TestStepFinished>(&message)) {
      statuses.push_back(step->test_step_result.status);
      if (step->test_step_result.message) said.push_back(*step->test_step_result.message);
    } else if (const auto* hook = std::get_if<messages::TestRunHookFinished>(&message)) {
      hooks.push_back(hook->result.status);
    } else if (const auto* attachment = std::get_if<messages::Attachment>(&message)) {
      if (attachment->media_type != messages::verdict_media_type) logs.push_back(attachment->body);
    } else if (const auto* started = std::get_if<messages::TestCaseStarted>(&message)) {
      attempts.push_back(started->attempt);
    } else if (const auto* end = std::get_if<messages::TestRunFinished>(&message)) {
      ++ends;
      success = end->success;
      if (end->message) said.push_back(*end->message);
    } else {
      plan_messages += !std::holds_alternative<messages::Meta>(message);
    }
  }
  bool wants_plan() const override { return plan_wanted; }

  std::vector<messages::Status> statuses, hooks;
  std::vector<std::string> said, logs;
  std::vector<std::int64_t> attempts;
  int ends = 0, plan_messages = 0;
  bool success = false, plan_wanted = true;
  std::function<void(const messages::Envelope&)> on_message;  // in the harness's process
};

class RunFixture : public testing::TestWithParam<Isolation> {
 protected:
  RunFixture() {
    std::filesystem::create_directories(folder_);
    options_.paths = {(folder_ / "a.feature").string()};
    options_.isolation = GetParam();
    options_.at_once = GetParam() == Isolation::none ? 1 : 2;
    options_.scenario_limit = std::chrono::minutes(1);
    options_.evidence = folder_ / "evidence";
    options_.way = process::probe().way;
    options_.rerun = "ordeal run";
  }
  ~RunFixture() override { std::filesystem::remove_all(folder_); }

  Tally run(const std::string& scenarios) {
    std::ofstream(folder_ / "a.feature") << scenarios;
    auto tally = run::run(options_, registry_, {}, seen_);
    if (!tally) {
      refused_ = tally.error().reasons;
      return {};
    }
    return *tally;
  }
  bool process_survives_crashes() const { return GetParam() != Isolation::none; }

  const std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                        ("run-" + std::to_string(getpid()) + "-" + std::to_string(rand()));
  const Registry registry_ = Registry::of_program();
  Options options_;
  Seen seen_;
  std::vector<std::string> refused_;
};

inline const auto kEveryIsolation = testing::Values(Isolation::scenario, Isolation::worker, Isolation::none);

inline std::string name_of(const testing::TestParamInfo<Isolation>& isolation) {
  return isolation.param == Isolation::scenario ? "Enclosures"
         : isolation.param == Isolation::worker ? "Workers"
                                                : "OneProcess";
}

}  // namespace ordeal::run
