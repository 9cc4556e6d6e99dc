#include "pipeline/real/http/tcp.hpp"

#include <boost/asio/connect.hpp>

#include "pipeline/task/nursery.hpp"

namespace slots {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

Error network_error(const std::string& code, const std::string& cause, const std::string& message) {
  return {.code = ErrorCode(code), .message = message, .details = {{"cause", cause}}};
}

Error connect_error(const Url& url, const error_code& error) {
  namespace failure = boost::asio::error;
  if (error == failure::connection_refused) {
    return network_error("NETWORK_TIMEOUT", "refused",
                         url.authority() + " refuses connections: no program listens there");
  }
  if (error == failure::network_unreachable || error == failure::host_unreachable ||
      error == failure::network_down) {
    return network_error("NETWORK_PARTITION", "unreachable",
                         url.authority() + " is unreachable: " + error.message());
  }
  return network_error("NETWORK_TIMEOUT", "failed",
                       "cannot connect to " + url.authority() + ": " + error.message());
}

Error no_answer(const Url& url, Duration limit) {
  return network_error("NETWORK_TIMEOUT", "no_answer",
                       url.authority() + " did not answer within " + std::to_string(as_ms(limit)) +
                           " ms: nothing refuses the connection, and nothing takes it");
}

Error unresolved(const Url& url, const std::string& why) {
  return network_error("NETWORK_TIMEOUT", "unresolved", "the name " + url.host + " is not resolved: " + why);
}

// Beast reads as much at once as the buffer has room for, and 512 bytes into one that never grew.
constexpr std::size_t kReadAhead = 64 << 10;

using Resolved = Completed<tcp::resolver::results_type>;

Task<Resolved> look_up(Reactor& reactor, Url url) {
  const Reactor::Elsewhere on_its_thread(reactor);
  auto resolver = std::make_shared<tcp::resolver>(reactor.io());
  co_return co_await completed<tcp::resolver::results_type>(reactor.loop(), resolver, [&](auto handler) {
    resolver->async_resolve(url.host, url.port, std::move(handler));
  });
}

// An address needs no resolver, and so no thread.
Task<Result<std::vector<tcp::endpoint>>> resolve(Reactor& reactor, Url url, Duration limit) {
  error_code error;
  const auto address = boost::asio::ip::make_address(url.host, error);
  if (!error) {
    co_return std::vector<tcp::endpoint>{{address, static_cast<std::uint16_t>(std::stoi(url.port))}};
  }
  auto found = co_await until(reactor.loop(), reactor.now() + limit, look_up(reactor, url));
  if (!found) co_return unresolved(url, "no answer within " + std::to_string(as_ms(limit)) + " ms");
  if (found->error) co_return unresolved(url, found->error.message());
  std::vector<tcp::endpoint> endpoints;
  for (const auto& entry : found->value) endpoints.push_back(entry.endpoint());
  co_return endpoints;
}

Task<error_code> connect(Reactor& reactor, TcpStreamPtr stream, tcp::endpoint endpoint) {
  const auto connected = co_await completed(
      reactor.loop(), stream, [&](auto handler) { stream->tcp.async_connect(endpoint, std::move(handler)); });
  co_return connected.error;
}

}  // namespace

Task<Result<TcpStreamPtr>> connect_tcp(Reactor& reactor, Url url, ConnectLimits limits) {
  const auto endpoints = co_await resolve(reactor, url, limits.name);
  if (!endpoints) co_return endpoints.error();
  Error last = unresolved(url, "it has no address");
  for (const auto& endpoint : *endpoints) {
    auto stream = std::make_shared<TcpStream>(reactor.io());
    ClosedAtEnd given_up(stream);  // a connection that nobody waits for any more
    const auto error =
        co_await until(reactor.loop(), reactor.now() + limits.connect, connect(reactor, stream, endpoint));
    if (error && !*error) {
      error_code unimportant;  // slower without it, but not wrong
      stream->tcp.socket().set_option(tcp::no_delay(true), unimportant);
      stream->buffer.reserve(kReadAhead);
      given_up.keep_open();
      co_return stream;
    }
    last = error ? connect_error(url, *error) : no_answer(url, limits.connect);
  }
  co_return last;
}

}  // namespace slots
