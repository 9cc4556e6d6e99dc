// The director's side of HTTP (see http_routes.hpp): each request becomes a Connection with one message; what
// the program sends back becomes the response. Listens on loopback addresses only, since requests carry no
// token, and takes requests of this machine only (request_source.hpp). Who connects and says nothing is
// closed after kRequestTime, or earlier when another needs his place (server_clients.hpp); where every place
// is taken by somebody who is being served, the next one hears 503.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <list>

#include "pipeline/env/env.hpp"
#include "pipeline/real/http/http_exchange.hpp"
#include "pipeline/real/http/http_routes.hpp"
#include "pipeline/real/http/server_clients.hpp"

namespace slots {

inline constexpr auto kRequestTime = 10s;   // wall; for a whole request, and between two of one client
inline constexpr auto kResponseTime = 30s;  // wall; for one write
// Nominal. A stream of events has at least a comment so often, so that whoever follows it hears that his
// director lives.
inline constexpr Duration kKeepAlive = 15s;

class HttpServer {
 public:
  HttpServer(Reactor& reactor, Log& log)
      : reactor_(reactor),
        log_(log),
        clients_(reactor.loop()),
        sessions_(reactor.loop(), Nursery::Mode::apart),
        listeners_(reactor.loop(), Nursery::Mode::apart) {}

  // "http://127.0.0.1:8080". CONFLICT when the port is taken; INVALID_REQUEST for an address beyond loopback.
  // Logs "listening" with the address (port 0: one that was free).
  Result<void> listen(const std::string& address, Channel<ConnectionPtr>& accepted);
  // Takes no more requests: the program that would answer them is over.
  void stop();
  // No reply of the program waits for the kernel any more.
  bool all_sent() const { return replying_ == 0; }

 private:
  using Acceptor = boost::asio::ip::tcp::acceptor;
  struct Reading;
  class Replying;

  Task<void> accept(Acceptor& acceptor, std::string own_host, Channel<ConnectionPtr>& accepted);
  Task<void> let_in(TcpStreamPtr stream, const std::string& own_host, Channel<ConnectionPtr>& accepted);
  void log_crowd();
  Task<void> serve(TcpStreamPtr stream, std::string own_host, Channel<ConnectionPtr>& accepted);
  Task<bool> read_request(std::shared_ptr<Reading> reading);
  Task<bool> answer(std::shared_ptr<Reading> reading, Channel<ConnectionPtr>& accepted);
  Task<bool> send_replies(std::shared_ptr<Reading> reading, std::shared_ptr<HttpExchange> exchange);
  Task<bool> send_events(std::shared_ptr<Reading> reading, std::shared_ptr<HttpExchange> exchange,
                         std::optional<Message> next);
  Task<bool> send_file(std::shared_ptr<Reading> reading, FileReply file);
  Task<bool> send_response(std::shared_ptr<Reading> reading, HttpResponse response);
  Task<void> linger(TcpStreamPtr stream);
  Task<bool> write(TcpStreamPtr stream, std::string bytes);

  Reactor& reactor_;
  Log& log_;
  std::list<Acceptor> acceptors_;
  ServerClients clients_;
  std::size_t refused_ = 0;
  Time crowd_logged_{-kKeepAlive};
  int replying_ = 0;
  bool stopped_ = false;
  Nursery sessions_, listeners_;
};

}  // namespace slots
