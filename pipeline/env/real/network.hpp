// Network by address: "unix:PATH".
#pragma once

#include "pipeline/env/real/unix_network.hpp"

namespace slots {

class RealNetwork final : public Network {
 public:
  RealNetwork(Reactor& reactor, Log& log) : unix_(reactor, log) {}

  Result<void> listen(const std::string& address, Channel<ConnectionPtr>& accepted) override;
  Task<Result<ConnectionPtr>> dial(std::string address) override;
  Task<Result<std::int64_t>> fetch(FetchRequest request) override;
  // Nothing that a program has sent waits for the kernel any more.
  bool all_sent() const { return unix_.all_sent(); }

 private:
  UnixNetwork unix_;
};

}  // namespace slots
