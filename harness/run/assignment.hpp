// What a worker process is to do next, in memory that it shares with the harness. One writer, one reader.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "harness/process/shared.hpp"

namespace ordeal::run {

class Assignment {
 public:
  struct Task {
    std::uint32_t scenario;  // its place in the plan
    std::int32_t attempt, worker;
  };

  // In the harness. The worker has finished what it was given before.
  void give(Task task);
  void dismiss();

  // In the worker: sleeps until there is a task; none: it is dismissed.
  std::optional<Task> take();

 private:
  struct Orders {
    std::atomic<std::uint32_t> given;  // how many orders there were
    Task task;
    bool dismissed;
  };
  void announce();

  process::Shared<Orders> shared_;
  std::uint32_t taken_ = 0;
};

}  // namespace ordeal::run
