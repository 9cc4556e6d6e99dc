// A task whose failure somebody hears of: in a nursery of mode `apart` nobody awaits a child, and what it
// throws would be lost.
#pragma once

#include <exception>
#include <functional>

#include "pipeline/task/task.hpp"

namespace slots {

// Runs `task`; what it throws goes to `failed`. Cancelled passes.
inline Task<void> guarded(Task<void> task, std::function<void(const std::exception&)> failed) {
  try {
    co_await std::move(task);
  } catch (const std::exception& wrong) {
    failed(wrong);
  }
}

}  // namespace slots
