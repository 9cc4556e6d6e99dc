// A running child, watched by its pidfd.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <string>

#include "pipeline/env/env.hpp"
#include "pipeline/real/descriptor.hpp"
#include "pipeline/real/reactor.hpp"

namespace slots {

// The file to which a child prints, behind what others have printed there before.
struct Printed {
  Descriptor file;  // may be none: it prints where this process does
  std::int64_t from = 0;

  // Its last bytes, at most `most`, without blanks at the end. Empty when the file cannot be read.
  std::string tail(std::size_t most) const;
};

class RealProcess final : public Process {
 public:
  // `pidfd` is a child of this process. It is reaped when it ends, held or not; then `ended` is called.
  static std::shared_ptr<RealProcess> watch(Reactor& reactor, std::int64_t pid, Descriptor pidfd,
                                            Printed printed = {}, std::function<void()> ended = {});
  RealProcess(Reactor& reactor, std::int64_t pid, Descriptor pidfd);

  // Nothing when it has ended.
  void send(int signal);

 private:
  boost::asio::posix::stream_descriptor pidfd_;
};

}  // namespace slots
