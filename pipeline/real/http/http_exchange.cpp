#include "pipeline/real/http/http_exchange.hpp"

#include "pipeline/env/send_trace.hpp"
#include "pipeline/real/http/event_stream.hpp"

namespace slots {
namespace {

class HttpConnection final : public Connection {
 public:
  HttpConnection(Loop& loop, std::shared_ptr<HttpExchange> exchange)
      : Connection(loop), exchange_(std::move(exchange)) {}
  ~HttpConnection() override { exchange_->replies.close(); }

  void send(Message message) override {
    trace_send(message);
    exchange_->queued_bytes += weight_of(message);
    if (exchange_->queued_bytes > kReplyLimit) {
      exchange_->cut_off();
      return exchange_->client_gone();
    }
    exchange_->replies.push(std::move(message));
  }
  void close() override {
    exchange_->replies.close();
    incoming.close();
  }

 private:
  std::shared_ptr<HttpExchange> exchange_;
};

}  // namespace

void HttpExchange::client_gone() {
  client_is_gone = true;
  replies.close();
  if (const auto connection = program.lock()) connection->incoming.close();
}

ConnectionPtr make_http_connection(Loop& loop, std::shared_ptr<HttpExchange> exchange, Message request) {
  auto connection = std::make_shared<HttpConnection>(loop, exchange);
  exchange->program = connection;
  connection->incoming.push(std::move(request));
  return connection;
}

std::size_t weight_of(const Message& reply) {
  const auto* event = std::get_if<SlotEvent>(&reply);
  return event ? event_text(*event).size() : 0;
}

}  // namespace slots
