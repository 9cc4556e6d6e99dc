// Network by address: "unix:PATH" between director and workers, "http://host:port" between director and
// clients.
#pragma once

#include "pipeline/real/http/http_client.hpp"
#include "pipeline/real/http/http_server.hpp"
#include "pipeline/real/stream/unix_network.hpp"

namespace slots {

class RealNetwork final : public Network {
 public:
  RealNetwork(Reactor& reactor, const Clock& clock, Log& log, ConnectLimits limits)
      : reactor_(reactor),
        clock_(clock),
        limits_(limits),
        unix_(reactor, log),
        server_(reactor, log),
        client_(reactor) {}

  // `accepted` must live as long as the program runs.
  Result<void> listen(const std::string& address, Channel<ConnectionPtr>& accepted) override;
  Task<Result<ConnectionPtr>> dial(std::string address) override;
  Task<Result<std::int64_t>> fetch(FetchRequest request) override;

  // The program is over: accepts nothing more.
  void stop();
  // Nothing that the program has sent waits for the kernel any more.
  bool all_sent() const { return unix_.all_sent() && server_.all_sent(); }

 private:
  // Such as this machine can keep.
  ConnectLimits limits() const { return {clock_.window(limits_.name), clock_.window(limits_.connect)}; }

  Reactor& reactor_;
  const Clock& clock_;
  ConnectLimits limits_;
  UnixNetwork unix_;
  HttpServer server_;
  HttpClient client_;
};

}  // namespace slots
