// A running child, watched by its pidfd.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>

#include "pipeline/env/env.hpp"
#include "pipeline/real/descriptor.hpp"
#include "pipeline/real/reactor.hpp"

namespace slots {

class RealProcess final : public Process {
 public:
  // `pidfd` is a child of this process. It is reaped when it ends, held or not.
  static std::shared_ptr<RealProcess> watch(Reactor& reactor, std::int64_t pid, Descriptor pidfd);
  RealProcess(Reactor& reactor, std::int64_t pid, Descriptor pidfd);

  // Nothing when it has ended.
  void send(int signal);
  // Kills it, waits for its end and reaps it.
  void end_now();

 private:
  boost::asio::posix::stream_descriptor pidfd_;
};

}  // namespace slots
