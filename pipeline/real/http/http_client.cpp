#include "pipeline/real/http/http_client.hpp"

#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "pipeline/env/send_trace.hpp"
#include "pipeline/real/http/event_stream.hpp"
#include "pipeline/real/http/http_routes.hpp"

namespace slots {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kAnswerLimit = 16 << 20;  // bytes of an answer that is no stream
constexpr std::size_t kPiece = 16 << 10;

using Request = http::request<http::string_body>;

Request to_beast(const HttpRequest& from, const std::string& host) {
  Request request(http::string_to_verb(from.method), from.target, 11);
  request.set(http::field::host, host);
  request.set(http::field::accept, "application/json, text/event-stream");
  request.keep_alive(false);
  if (!from.idempotency_key.empty()) request.set("Idempotency-Key", from.idempotency_key);
  if (!from.last_event_id.empty()) request.set("Last-Event-ID", from.last_event_id);
  if (!from.body.empty()) {
    request.set(http::field::content_type, "application/json");
    request.body() = from.body;
  }
  request.prepare_payload();
  return request;
}

struct Conversation {
  TcpStreamPtr stream;
  Request request;
  http::response_parser<http::buffer_body> parser;
  std::array<char, kPiece> piece;
};

// The next bytes of the body; none behind the last, or when the connection is lost.
Task<std::string> next_piece(Loop& loop, std::shared_ptr<Conversation> talk) {
  if (talk->parser.is_done()) co_return std::string();
  talk->parser.get().body().data = talk->piece.data();
  talk->parser.get().body().size = talk->piece.size();
  talk->parser.get().body().more = true;
  const auto got = co_await completed<std::size_t>(loop, talk, [&](auto handler) {
    http::async_read_some(talk->stream->tcp, talk->stream->buffer, talk->parser, std::move(handler));
  });
  const auto filled = talk->piece.size() - talk->parser.get().body().size;
  if (got.error && got.error != http::error::need_buffer) co_return std::string();
  if (filled == 0 && !talk->parser.is_done()) co_return co_await next_piece(loop, talk);
  co_return std::string(talk->piece.data(), filled);
}

void deliver(const std::weak_ptr<Connection>& user, Message message) {
  if (const auto still = user.lock(); still && !still->take(std::move(message))) still->close();
}

Task<void> follow_events(Loop& loop, std::shared_ptr<Conversation> talk, std::weak_ptr<Connection> user) {
  EventReader reader;
  for (;;) {
    const std::string piece = co_await next_piece(loop, talk);
    if (piece.empty()) co_return;
    auto events = reader.feed(piece);
    if (!events) {
      deliver(user, Failure{events.error()});
      co_return;
    }
    for (auto& event : *events) deliver(user, std::move(event));
  }
}

}  // namespace

class HttpClient::Client final : public Connection {
 public:
  Client(HttpClient& all, TcpStreamPtr stream, std::string host)
      : Connection(all.reactor_.loop()), all_(all), stream_(std::move(stream)), host_(std::move(host)) {}
  ~Client() override { stream_->close(); }

  void send(Message message) override {
    if (asked_) {
      incoming.push(
          Failure{{.code = "INVALID_REQUEST", .message = "an HTTP connection carries one request"}});
      return;
    }
    asked_ = true;
    trace_send(message);
    all_.exchanges_.spawn(all_.exchange(stream_, host_, std::move(message), self));
  }
  void close() override {
    stream_->close();
    incoming.close();
  }

  std::weak_ptr<Connection> self;

 private:
  HttpClient& all_;
  TcpStreamPtr stream_;
  std::string host_;
  bool asked_ = false;
};

Task<Result<ConnectionPtr>> HttpClient::dial(std::string address, ConnectLimits limits) {
  const auto url = parse_url(address);
  if (!url) co_return url.error();
  auto stream = co_await connect_tcp(reactor_, *url, limits);
  if (!stream) co_return stream.error();
  auto client = std::make_shared<Client>(*this, *stream, url->authority());
  client->self = client;
  co_return client;
}

Task<void> HttpClient::exchange(TcpStreamPtr stream, std::string host, Message message,
                                std::weak_ptr<Connection> user) {
  const ClosedAtEnd closed(stream);
  const std::shared_ptr<void> end_of_answer(nullptr, [user](void*) {
    if (const auto still = user.lock()) still->incoming.close();
  });
  const auto request = request_of(message);
  if (!request) co_return deliver(user, Failure{request.error()});
  auto talk = std::make_shared<Conversation>();
  talk->stream = stream;
  talk->request = to_beast(*request, host);
  talk->parser.body_limit(boost::none);
  Loop& loop = reactor_.loop();
  co_await completed<std::size_t>(
      loop, talk, [&](auto handler) { http::async_write(stream->tcp, talk->request, std::move(handler)); });
  // Read even if the request could not be written: who refuses a long one answers before he has read it.
  const auto answered = co_await completed<std::size_t>(loop, talk, [&](auto handler) {
    http::async_read_header(stream->tcp, stream->buffer, talk->parser, std::move(handler));
  });
  if (answered.error) co_return;
  const auto status = talk->parser.get().result_int();
  if (std::holds_alternative<Watch>(message) && status == 200)
    co_return co_await follow_events(loop, talk, user);
  std::string body;
  for (std::string piece; body.size() <= kAnswerLimit; body += piece) {
    piece = co_await next_piece(loop, talk);
    if (piece.empty()) break;
  }
  if (!talk->parser.is_done()) co_return;
  deliver(user, reply_of(message, status, body));
}

}  // namespace slots
