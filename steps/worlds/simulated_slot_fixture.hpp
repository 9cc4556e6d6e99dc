// For tests of the pipeline's behaviour: director, workers and clients in the simulated world, where a whole
// slot takes milliseconds.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <deque>

#include "steps/worlds/invariants.hpp"
#include "steps/worlds/sim_programs.hpp"

namespace ordeal {

class Recorder final : public slots::GenerateDisplay {
 public:
  void accepted(const slots::Accepted& accepted) override { slot = accepted.slot; }
  void event(const slots::SlotEvent& event) override { events.push_back(event); }
  void done(const boost::json::object& slot_json) override { result = slot_json; }
  void failed(const slots::Error& error) override { failure = error; }
  void trouble(const std::string&) override { ++troubles; }
  bool has(std::string_view type) const {
    return std::any_of(events.begin(), events.end(), [&](const auto& event) { return event.type == type; });
  }

  std::size_t troubles = 0;
  std::string slot;
  std::vector<slots::SlotEvent> events;
  boost::json::object result;
  std::optional<slots::Error> failure;
};

class SimulatedSlot : public testing::Test {
 protected:
  using Duration = slots::Duration;

  explicit SimulatedSlot(std::uint64_t seed = 1) : world_({.seed = seed}, rules_) {
    world_.set_programs(worker_program);
    place_models(world_, "/models");
  }

  void TearDown() override {
    if (invariants_) EXPECT_EQ(invariants_->broken(), "");
  }

  static slots::DirectorConfig config() {
    return {.listen = "http://director", .data = "/data", .profile = "tiny", .models_folder = "/models"};
  }
  static slots::Submit order(const std::string& key, std::int64_t deadline_ms = 45'000) {
    return {
        .idempotency_key = key, .prompt = "a red fox", .script = "good evening", .deadline_ms = deadline_ms};
  }
  void start_director(slots::DirectorConfig with = config()) {
    if (!invariants_) invariants_.emplace(world_);
    world_.start("director", director_program(std::move(with)));
  }
  Recorder& start_client(const std::string& role = "client", std::int64_t deadline_ms = 45'000) {
    Recorder& recorder = recorders_.emplace_back();
    world_.start(role,
                 client_program({.director = "http://director", .slot = order(role, deadline_ms)}, recorder));
    return recorder;
  }
  // The exit code of the last process of this role; fails the test when it still runs after `limit`.
  int ended(const std::string& role, Duration limit = std::chrono::seconds(120)) {
    EXPECT_TRUE(world_.run_until([&] { return !world_.running(role); }, limit)) << role << " still runs";
    for (auto exit = world_.exits().rbegin(); exit != world_.exits().rend(); ++exit) {
      if (exit->role == role) return exit->code;
    }
    return -1;
  }
  bool until(const std::function<bool()>& happened, Duration limit = std::chrono::seconds(60)) {
    return world_.run_until(happened, limit);
  }
  void pass(Duration time) {
    world_.run_until([] { return false; }, time);
  }
  // Events of this name in a program's log, or in everybody's.
  std::size_t logged(std::string_view name, std::string_view role = "") const {
    return static_cast<std::size_t>(
        std::count_if(world_.log().begin(), world_.log().end(), [&](const sim::LogEvent& event) {
          return event.name == name && (role.empty() || event.role == role);
        }));
  }
  // As logged() of `name`, for one value of one field.
  std::size_t logged_with(std::string_view name, const char* field, std::string_view value) const {
    return static_cast<std::size_t>(
        std::count_if(world_.log().begin(), world_.log().end(), [&](const sim::LogEvent& event) {
          const auto* found = event.fields.if_contains(field);
          return event.name == name && found && found->is_string() && found->get_string() == value;
        }));
  }

  rule::RuleBlock rules_ = rule::RuleBlock::in_memory().value();
  std::deque<Recorder> recorders_;  // before world_: its clients refer to them
  sim::World world_;
  std::optional<Invariants> invariants_;  // once a director of ours runs
};

}  // namespace ordeal
