#include "harness/run/stop_requests.hpp"

#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "harness/run/run.hpp"

namespace ordeal::run {
namespace {

std::atomic<int> requests{0};

void on_request(int) {
  if (++requests > 1) _exit(exit_code::kInterrupted);
}

}  // namespace

void heed_stop_requests() {
  requests = 0;
  struct sigaction action{};
  action.sa_handler = on_request;
  action.sa_flags = SA_RESTART;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
}

bool stop_requested() {
  return requests > 0;
}

}  // namespace ordeal::run
