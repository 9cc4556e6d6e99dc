#include "pipeline/task/nursery.hpp"

namespace slots {

Nursery::Child& Nursery::spawn(Task<void> task) {
  children_.push_back(std::make_unique<Child>(*this, std::move(task)));
  ++live_;
  Child& child = *children_.back();
  if (stopping_) child.cancel();
  loop_.post(child);
  return child;
}

void Nursery::cancel() {
  if (stopping_) return;
  stopping_ = true;
  for (const auto& child : children_) {
    if (!child->over_) child->cancel();
  }
  if (join_ && live_ > 0) loop_.arm(*join_, loop_.now() + grace_);
}

void Nursery::clear() {
  while (!children_.empty()) {
    auto youngest = std::move(children_.back());
    children_.pop_back();
  }
  live_ = 0;
}

void Nursery::child_over(Child& child) {
  --live_;
  if (child.task_.promise().exception) child_failed(child.task_.promise().exception);
  if (live_ == 0 && join_) loop_.post(*join_);
  if (mode_ == Mode::apart && !janitor_.ready()) loop_.post(janitor_);
}

void Nursery::child_failed(const std::exception_ptr& exception) {
  bool was_cancelled = false;
  try {
    std::rethrow_exception(exception);
  } catch (const Cancelled&) {
    was_cancelled = true;
  } catch (...) {
    was_cancelled = false;
  }
  if (was_cancelled && (stopping_ || mode_ == Mode::apart)) return;
  if (!first_failure_) first_failure_ = exception;
  if (mode_ == Mode::together) cancel();
}

void Nursery::reap() {
  std::erase_if(children_, [](const auto& child) { return child->over_; });
}

}  // namespace slots
