#include "harness/run/assignment.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>

namespace ordeal::run {

void Assignment::announce() {
  shared_->given.fetch_add(1, std::memory_order_release);
  syscall(SYS_futex, &shared_->given, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

void Assignment::give(Task task) {
  shared_->task = task;
  announce();
}

void Assignment::dismiss() {
  shared_->dismissed = true;
  announce();
}

std::optional<Assignment::Task> Assignment::take() {
  while (shared_->given.load(std::memory_order_acquire) == taken_) {
    syscall(SYS_futex, &shared_->given, FUTEX_WAIT, taken_, nullptr, nullptr, 0);
  }
  ++taken_;
  if (shared_->dismissed) return std::nullopt;
  return shared_->task;
}

}  // namespace ordeal::run
