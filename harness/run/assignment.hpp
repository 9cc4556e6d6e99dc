// What a worker process is to do next, in memory that it shares with the harness. One writer, one reader.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

namespace ordeal::run {

class Assignment {
 public:
  struct Task {
    std::uint32_t scenario;  // its place in the plan
    std::int32_t attempt, worker;
  };

  Assignment();  // throws std::system_error when there is no memory to share
  ~Assignment();
  Assignment(const Assignment&) = delete;
  Assignment& operator=(const Assignment&) = delete;

  // In the harness. The worker has finished what it was given before.
  void give(Task task);
  void dismiss();

  // In the worker: sleeps until there is a task; none: it is dismissed.
  std::optional<Task> take();

 private:
  struct Shared {
    std::atomic<std::uint32_t> given;  // how many orders there were
    Task task;
    bool dismissed;
  };
  void announce();

  Shared* shared_;
  std::uint32_t taken_ = 0;
};

}  // namespace ordeal::run
