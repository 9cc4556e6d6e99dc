#include "pipeline/real/http/http_server.hpp"

#include <sys/socket.h>

#include <array>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include "pipeline/real/descriptor_limit.hpp"
#include "pipeline/real/http/beast_http.hpp"
#include "pipeline/real/http/event_stream.hpp"
#include "pipeline/real/http/request_source.hpp"
#include "pipeline/real/http/served_file.hpp"
#include "pipeline/real/storage/storage_error.hpp"

namespace slots {
namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr auto kAcceptPause = 100ms;  // wall: no descriptor is free
constexpr auto kLinger = 1s;          // wall
constexpr std::size_t kLingerLimit = 8 << 20;

// As far as that goes without waiting: whoever is served has more right to the time.
void say_no_room(tcp::socket& socket, std::size_t limit) {
  std::array<char, kHeaderLimit> request;  // to close with unread bytes would reset the connection
  [[maybe_unused]] const auto unread =
      ::recv(socket.native_handle(), request.data(), request.size(), MSG_DONTWAIT);
  auto response = response_of(Error{
      .code = "QUEUE_FULL",
      .message = std::to_string(limit) + " clients are being served, the limit is " + std::to_string(limit),
      .details = {{"retry_after", 1}}});
  response.fields.emplace_back("Content-Length", std::to_string(response.body.size()));
  const auto text = header_text(response.status, response.fields, false) + response.body;
  [[maybe_unused]] const auto told =
      ::send(socket.native_handle(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  error_code unimportant;  // it is closed anyhow
  socket.shutdown(tcp::socket::shutdown_both, unimportant);
}

// Something to write from time to time; NoContent stands for it among the replies.
Task<void> remind(Reactor& reactor, std::shared_ptr<HttpExchange> exchange) {
  for (;;) {
    co_await Sleep(reactor.loop(), reactor.now() + kKeepAlive);
    exchange->replies.push(NoContent{});
  }
}

// The client has closed, if only its sending side: nobody reads a reply.
bool has_hung_up(tcp::socket& socket) {
  char byte;
  const auto got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

// A client that sends its next request already is watched no longer: it is there.
void watch_client(const TcpStreamPtr& stream, const std::shared_ptr<HttpExchange>& exchange) {
  stream->tcp.socket().async_wait(tcp::socket::wait_read,
                                  [stream, waiting = std::weak_ptr(exchange)](const error_code& error) {
                                    const auto still = waiting.lock();
                                    if (still && (error || has_hung_up(stream->tcp.socket())))
                                      still->client_gone();
                                  });
}

}  // namespace

// A request while it is read and answered.
struct HttpServer::Reading {
  Reading(TcpStreamPtr from, std::string_view host) : stream(std::move(from)), own_host(host) {
    parser.header_limit(kHeaderLimit);
    parser.body_limit(kBodyLimit);
  }
  TcpStreamPtr stream;
  http::request_parser<http::string_body> parser;
  bool keep_alive = false;
  std::string_view own_host;
};

// Counts a reply that is being sent, however its task ends.
class HttpServer::Replying {
 public:
  explicit Replying(int& count) : count_(count) { ++count_; }
  ~Replying() { --count_; }
  Replying(const Replying&) = delete;
  Replying& operator=(const Replying&) = delete;

 private:
  int& count_;
};

Result<void> HttpServer::listen(const std::string& address, Channel<ConnectionPtr>& accepted) {
  const auto url = parse_url(address);
  if (!url) return url.error();
  error_code error;
  const auto ip = boost::asio::ip::make_address(url->host == "localhost" ? "127.0.0.1" : url->host, error);
  if (error || !ip.is_loopback()) {
    return Error{
        .code = "INVALID_REQUEST",
        .message = "cannot listen on " + url->authority() +
                   ": requests carry no token yet, so only loopback addresses (127.0.0.1) are served"};
  }
  const tcp::endpoint endpoint(ip, static_cast<std::uint16_t>(std::stoi(url->port)));
  Acceptor acceptor(reactor_.io());
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(Acceptor::max_listen_connections, error);
  if (error) {
    const bool taken = error == boost::asio::error::address_in_use;
    return Error{.code = taken ? "CONFLICT" : "NETWORK_TIMEOUT",
                 .message = "cannot listen on " + url->authority() + ": " + error.message() +
                            (taken ? "; end the program that does, or set another address (listen)" : ""),
                 .details = {{"errno", errno_name(error.value())}}};
  }
  const auto port = acceptor.local_endpoint().port();
  log_.event("listening", {{"address", "http://" + url->host + ":" + std::to_string(port)}});
  clients_.limit(clients_for(descriptor_limit()));
  listeners_.spawn(accept(acceptors_.emplace_back(std::move(acceptor)), url->host, accepted));
  return {};
}

void HttpServer::stop() {
  stopped_ = true;
  listeners_.clear();
  acceptors_.clear();
}

Task<void> HttpServer::accept(Acceptor& acceptor, std::string own_host, Channel<ConnectionPtr>& accepted) {
  for (;;) {
    auto socket = std::make_shared<tcp::socket>(reactor_.io());
    const auto got = co_await completed(
        reactor_.loop(), socket, [&](auto handler) { acceptor.async_accept(*socket, std::move(handler)); });
    if (!got.error) {
      co_await let_in(std::make_shared<TcpStream>(std::move(*socket)), own_host, accepted);
      continue;
    }
    log_.event("accept_failed", {{"reason", got.error.message()}});
    clients_.send_one_away();  // perhaps no descriptor is free
    co_await Sleep(reactor_.loop(), reactor_.now() + reactor_.from_wall(kAcceptPause));
  }
}

Task<void> HttpServer::let_in(TcpStreamPtr stream, const std::string& own_host,
                              Channel<ConnectionPtr>& accepted) {
  if (clients_.count() >= clients_.limit()) log_crowd();
  if (!co_await clients_.make_room()) {
    ++refused_;
    co_return say_no_room(stream->tcp.socket(), clients_.limit());
  }
  error_code unimportant;  // slower without it, but not wrong
  stream->tcp.socket().set_option(tcp::no_delay(true), unimportant);
  sessions_.spawn(serve(std::move(stream), own_host, accepted));
}

// Once in a while: whoever makes a crowd must not make a log of it.
void HttpServer::log_crowd() {
  if (reactor_.now() - crowd_logged_ < kKeepAlive) return;
  crowd_logged_ = reactor_.now();
  log_.event("too_many_clients",
             {{"limit", clients_.limit()}, {"sent_away", clients_.sent_away()}, {"refused", refused_}});
}

Task<void> HttpServer::serve(TcpStreamPtr stream, std::string own_host, Channel<ConnectionPtr>& accepted) {
  const ClosedAtEnd closed(stream);
  ServerClients::Visit visit(clients_, stream);
  for (bool more = true; more;) {
    auto reading = std::make_shared<Reading>(stream, own_host);
    visit.waits();
    more = co_await read_request(reading);
    visit.served();
    more = more && co_await answer(reading, accepted);
  }
}

// False when there is none; what is wrong with it has been answered.
Task<bool> HttpServer::read_request(std::shared_ptr<Reading> reading) {
  auto& [stream, parser, keep_alive, own_host] = *reading;
  stream->tcp.expires_after(kRequestTime);
  auto got = co_await completed<std::size_t>(reactor_.loop(), reading, [&](auto handler) {
    http::async_read_header(stream->tcp, stream->buffer, parser, std::move(handler));
  });
  if (!got.error && parser.get()[http::field::expect] == "100-continue") {
    if (!co_await write(stream, "HTTP/1.1 100 Continue\r\n\r\n")) co_return false;
    stream->tcp.expires_after(kRequestTime);
  }
  if (!got.error) {
    got = co_await completed<std::size_t>(reactor_.loop(), reading, [&](auto handler) {
      http::async_read(stream->tcp, stream->buffer, parser, std::move(handler));
    });
  }
  stream->tcp.expires_never();
  keep_alive = !got.error && parser.get().keep_alive();
  if (!got.error) co_return true;
  if (const auto error = refusal_of(got.error)) {
    const Replying replying(replying_);
    co_await send_response(reading, response_of(*error));
    co_await linger(stream);
  }
  co_return false;
}

// To close with unread bytes would reset the connection, and the client might lose the response.
Task<void> HttpServer::linger(TcpStreamPtr stream) {
  struct Rest {
    TcpStreamPtr stream;
    std::array<char, 16 << 10> bytes;
  };
  auto rest = std::make_shared<Rest>(Rest{stream, {}});
  error_code unimportant;  // the client has closed already
  stream->tcp.socket().shutdown(tcp::socket::shutdown_send, unimportant);
  stream->tcp.expires_after(kLinger);
  for (std::size_t skipped = 0; skipped < kLingerLimit;) {
    const auto got = co_await completed<std::size_t>(reactor_.loop(), rest, [&](auto handler) {
      stream->tcp.async_read_some(boost::asio::buffer(rest->bytes), std::move(handler));
    });
    if (got.error) break;
    skipped += got.value;
  }
}

Task<bool> HttpServer::answer(std::shared_ptr<Reading> reading, Channel<ConnectionPtr>& accepted) {
  const HttpRequest request = request_of(reading->parser.get());
  const Replying replying(replying_);
  if (const auto foreign = refusal_by_source(request, reading->own_host)) {
    reading->keep_alive = false;
    co_return co_await send_response(reading, response_of(*foreign));
  }
  auto asked = message_of(request);
  if (auto* refused = std::get_if<HttpResponse>(&asked)) {
    co_return co_await send_response(reading, std::move(*refused));
  }
  if (stopped_) co_return false;
  auto exchange = std::make_shared<HttpExchange>(reactor_.loop());
  exchange->cut_off = [this, stream = std::weak_ptr(reading->stream)] {
    log_.event("client_cut_off", {{"reason", "it reads events too slowly"}, {"limit_bytes", kReplyLimit}});
    if (const auto still = stream.lock()) still->close();
  };
  accepted.push(make_http_connection(reactor_.loop(), exchange, std::get<Message>(std::move(asked))));
  watch_client(reading->stream, exchange);
  co_return co_await send_replies(reading, exchange);
}

Task<bool> HttpServer::send_replies(std::shared_ptr<Reading> reading,
                                    std::shared_ptr<HttpExchange> exchange) {
  auto reply = co_await exchange->replies.receive();
  if (exchange->client_is_gone) co_return false;
  const bool follows = reading->parser.get().target().ends_with("/events");
  if (reply ? std::holds_alternative<SlotEvent>(*reply) : follows) {
    co_return co_await send_events(reading, exchange, std::move(reply));
  }
  if (reply && std::holds_alternative<FileReply>(*reply)) {
    co_return co_await send_file(reading, std::get<FileReply>(std::move(*reply)));
  }
  if (!reply) reply = Failure{{.code = "INTERNAL", .message = "the director gave no answer"}};
  co_return co_await send_response(reading, response_of(*reply));
}

Task<bool> HttpServer::send_events(std::shared_ptr<Reading> reading, std::shared_ptr<HttpExchange> exchange,
                                   std::optional<Message> next) {
  const HttpFields fields = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
  Nursery reminder(reactor_.loop(), Nursery::Mode::apart);
  reminder.spawn(remind(reactor_, exchange));
  bool sent = co_await write(reading->stream, header_text(200, fields, false));
  while (sent && next) {
    if (const auto* event = std::get_if<SlotEvent>(&*next)) {
      sent = co_await write(reading->stream, event_text(*event));
      exchange->queued_bytes -= weight_of(*next);
    } else if (std::holds_alternative<NoContent>(*next)) {
      sent = co_await write(reading->stream, ": keep-alive\n\n");
    }
    if (sent) next = co_await exchange->replies.receive();
  }
  exchange->client_gone();
  co_return false;
}

Task<bool> HttpServer::send_file(std::shared_ptr<Reading> reading, FileReply file) {
  const auto opened = co_await reactor_.blocking([path = file.path] { return open_served(path); });
  if (!opened) co_return co_await send_response(reading, response_of(opened.error()));
  const HttpFields fields = {{"Content-Type", content_type(file.path)},
                             {"Content-Length", std::to_string((*opened)->size)},
                             {"X-Content-Type-Options", "nosniff"}};
  if (!co_await write(reading->stream, header_text(200, fields, reading->keep_alive))) co_return false;
  for (auto left = static_cast<std::size_t>((*opened)->size); left > 0;) {
    auto block = co_await reactor_.blocking([open = *opened] { return read_block(*open); });
    block.resize(std::min(block.size(), left));
    left -= block.size();
    // A file that got shorter or unreadable: the client sees that bytes are missing.
    if (block.empty() || !co_await write(reading->stream, std::move(block))) co_return false;
  }
  co_return reading->keep_alive;
}

Task<bool> HttpServer::send_response(std::shared_ptr<Reading> reading, HttpResponse response) {
  if (response.status != 204) {
    response.fields.emplace_back("Content-Length", std::to_string(response.body.size()));
  }
  const bool sent = co_await write(
      reading->stream, header_text(response.status, response.fields, reading->keep_alive) + response.body);
  co_return sent && reading->keep_alive;
}

Task<bool> HttpServer::write(TcpStreamPtr stream, std::string bytes) {
  struct Writing {
    TcpStreamPtr stream;
    std::string bytes;
  };
  auto writing = std::make_shared<Writing>(Writing{std::move(stream), std::move(bytes)});
  writing->stream->tcp.expires_after(kResponseTime);
  const auto written = co_await completed<std::size_t>(reactor_.loop(), writing, [&](auto handler) {
    boost::asio::async_write(writing->stream->tcp, boost::asio::buffer(writing->bytes), std::move(handler));
  });
  writing->stream->tcp.expires_never();
  co_return !written.error;
}

}  // namespace slots
