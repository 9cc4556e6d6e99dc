#include "harness/cli/watchdog.hpp"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <system_error>

#include "harness/text/seconds.hpp"

namespace ordeal::cli {
namespace {

// A timer of the kernel rather than a thread: the harness forks its scenarios, and a fork has no timers.
constexpr int kSignalOffset = 5;
timer_t timer;
std::atomic<std::int64_t> deadline{0};  // nanoseconds of the monotonic clock
std::int64_t patience_ns = 0;
char complaint[160];

std::int64_t now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &time);  // a few milliseconds coarse, and almost free
  return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

void look(int) {
  if (now() < deadline.load()) return;
  static_cast<void>(!write(STDERR_FILENO, complaint, strlen(complaint)));
  _exit(1);
}

void beat() {
  deadline.store(now() + patience_ns);
}

}  // namespace

Watchdog::Watchdog(messages::Sink& watched, std::chrono::milliseconds patience) : watched_(watched) {
  patience_ns = std::chrono::nanoseconds(patience).count();
  std::snprintf(
      complaint, sizeof complaint,
      "ordeal: a report could not be written for %s; does somebody read what it writes to? The run is "
      "given up.\n",
      in_seconds(patience).c_str());
  beat();
  struct sigaction action{};
  action.sa_handler = look;
  action.sa_flags = SA_RESTART;
  sigaction(SIGRTMIN + kSignalOffset, &action, nullptr);
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGRTMIN + kSignalOffset;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) {
    throw std::system_error(errno, std::generic_category(), "timer_create");
  }
  const std::int64_t apart = std::min<std::int64_t>(patience_ns / 4, 1'000'000'000) + 1;
  const timespec part{.tv_sec = apart / 1'000'000'000, .tv_nsec = apart % 1'000'000'000};
  const itimerspec times{.it_interval = part, .it_value = part};
  timer_settime(timer, 0, &times, nullptr);
}

Watchdog::~Watchdog() {
  timer_delete(timer);
}

void Watchdog::on(const messages::Envelope& message) {
  beat();
  watched_.on(message);
}

void Watchdog::tick(messages::Timestamp time) {
  beat();
  watched_.tick(time);
}

boost::system::result<void, std::string> Watchdog::finish() {
  beat();
  return watched_.finish();
}

}  // namespace ordeal::cli
