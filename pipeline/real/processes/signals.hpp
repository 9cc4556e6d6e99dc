// SIGINT, SIGTERM and SIGHUP as values. While one exists, those that were not ignored when it was made do not
// end the process; what was ignored (nohup, a shell's `&`) stays ignored.
#pragma once

#include <signal.h>

#include <boost/asio/signal_set.hpp>

#include "pipeline/env/env.hpp"
#include "pipeline/real/reactor.hpp"

namespace slots {

class RealSignals final : public Signals {
 public:
  static constexpr std::size_t kUnheard = 16;  // more of them say nothing new

  explicit RealSignals(Reactor& reactor) : Signals(reactor.loop()), set_(reactor.io()) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
      struct sigaction given{};
      ::sigaction(signal, nullptr, &given);
      if (given.sa_handler != SIG_IGN) set_.add(signal);
    }
    wait();
  }

 private:
  void wait() {
    set_.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) return;  // destroyed
      if (incoming.size() < kUnheard) incoming.push(signal);
      wait();
    });
  }
  boost::asio::signal_set set_;
};

}  // namespace slots
