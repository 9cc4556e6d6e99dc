#include "pipeline/real/http/tcp.hpp"

#include <boost/asio/connect.hpp>

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

// An address needs no resolver, and so no thread.
Task<Result<std::vector<tcp::endpoint>>> resolve(Reactor& reactor, Url url) {
  error_code error;
  const auto address = boost::asio::ip::make_address(url.host, error);
  if (!error) {
    co_return std::vector<tcp::endpoint>{{address, static_cast<std::uint16_t>(std::stoi(url.port))}};
  }
  const Reactor::Elsewhere on_its_thread(reactor);
  auto resolver = std::make_shared<tcp::resolver>(reactor.io());
  auto found = co_await completed<tcp::resolver::results_type>(reactor.loop(), resolver, [&](auto handler) {
    resolver->async_resolve(url.host, url.port, std::move(handler));
  });
  if (found.error) {
    co_return network_error("NETWORK_TIMEOUT", "unresolved",
                            "the name " + url.host + " is not resolved: " + found.error.message());
  }
  std::vector<tcp::endpoint> endpoints;
  for (const auto& entry : found.value) endpoints.push_back(entry.endpoint());
  co_return endpoints;
}

}  // namespace

Task<Result<TcpStreamPtr>> connect_tcp(Reactor& reactor, Url url) {
  const auto endpoints = co_await resolve(reactor, url);
  if (!endpoints) co_return endpoints.error();
  error_code last;
  for (const auto& endpoint : *endpoints) {
    auto stream = std::make_shared<TcpStream>(reactor.io());
    const auto connected = co_await completed(reactor.loop(), stream, [&](auto handler) {
      stream->tcp.async_connect(endpoint, std::move(handler));
    });
    if (!connected.error) {
      error_code unimportant;  // slower without it, but not wrong
      stream->tcp.socket().set_option(tcp::no_delay(true), unimportant);
      co_return stream;
    }
    last = connected.error;
  }
  co_return connect_error(url, last);
}

}  // namespace slots
