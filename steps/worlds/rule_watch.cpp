#include "steps/worlds/rule_watch.hpp"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <stdexcept>
#include <system_error>

#include "pipeline/env/waiting.hpp"

namespace ordeal {

RuleWatch::RuleWatch(rule::RuleBlock block, slots::SharedClock* clock)
    : block_(std::move(block)), changed_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!changed_) throw std::runtime_error("no eventfd: " + std::generic_category().message(errno));
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this, seen = block_.changes(), seat = clock ? clock->seat_for_a_thread() : nullptr] {
    if (seat) seat->begin();
    run(seen);
  });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

RuleWatch::~RuleWatch() {
  ending_ = true;
  block_.wake_waiters();
  thread_.join();
}

void RuleWatch::forget() {
  ::eventfd_t changes = 0;
  ::eventfd_read(changed_.get(), &changes);
}

void RuleWatch::run(std::uint32_t seen) {
  while (!ending_) {
    {
      const slots::Waiting for_a_change;
      block_.wait_for_change(seen);
    }
    const std::uint32_t now = block_.changes();
    if (now != seen) ::eventfd_write(changed_.get(), 1);
    seen = now;
  }
}

}  // namespace ordeal
