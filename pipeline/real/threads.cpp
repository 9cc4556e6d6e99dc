#include "pipeline/real/threads.hpp"

#include <pthread.h>
#include <signal.h>

namespace slots {
namespace {

// Threads inherit the signal mask: these must not be interrupted by signals meant for the program.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

Threads::~Threads() {
  if (!pool_) return;
  pool_->stop();
  pool_->join();
}

boost::asio::thread_pool& Threads::pool() {
  if (!pool_) {
    const SignalsBlocked blocked;
    pool_.emplace(count_);
  }
  return *pool_;
}

}  // namespace slots
