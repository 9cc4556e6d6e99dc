// SIGINT, SIGTERM and SIGHUP as values. While one exists the three do not end the process.
#pragma once

#include <boost/asio/signal_set.hpp>

#include "pipeline/env/env.hpp"
#include "pipeline/real/reactor.hpp"

namespace slots {

class RealSignals final : public Signals {
 public:
  explicit RealSignals(Reactor& reactor)
      : Signals(reactor.loop()), set_(reactor.io(), SIGINT, SIGTERM, SIGHUP) {
    wait();
  }

 private:
  void wait() {
    set_.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) return;  // destroyed
      incoming.push(signal);
      wait();
    });
  }
  boost::asio::signal_set set_;
};

}  // namespace slots
