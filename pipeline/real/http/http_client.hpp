// The client's side of HTTP (see http_routes.hpp): one connection carries one request; what comes back
// appears in `incoming`, which is closed behind the answer (behind the last event) or when the director is
// lost.
#pragma once

#include "pipeline/env/env.hpp"
#include "pipeline/real/http/tcp.hpp"

namespace slots {

class HttpClient {
 public:
  explicit HttpClient(Reactor& reactor)
      : reactor_(reactor), exchanges_(reactor.loop(), Nursery::Mode::apart) {}

  Task<Result<ConnectionPtr>> dial(std::string address, ConnectLimits limits);

 private:
  class Client;
  Task<void> exchange(TcpStreamPtr stream, std::string host, Message message, std::weak_ptr<Connection> user);

  Reactor& reactor_;
  Nursery exchanges_;
};

}  // namespace slots
