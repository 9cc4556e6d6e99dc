// One request on its way through the director: the program holds a Connection with the request in `incoming`;
// the session that read it from the network waits for the replies.
#pragma once

#include <functional>
#include <memory>

#include "pipeline/env/env.hpp"

namespace slots {

inline constexpr std::size_t kReplyLimit = 1 << 20;  // bytes of events for a client that does not read them

struct HttpExchange {
  explicit HttpExchange(Loop& loop) : replies(loop) {}
  Channel<Message> replies;  // closed when the program is done, or the client is gone
  std::weak_ptr<Connection> program;
  std::size_t queued_bytes = 0;   // of events in `replies`
  std::function<void()> cut_off;  // called when the client reads too slowly
  bool client_is_gone = false;

  // Tells the program that nobody reads its replies any more.
  void client_gone();
};

// The Connection for the program, with `request` in it.
ConnectionPtr make_http_connection(Loop& loop, std::shared_ptr<HttpExchange> exchange, Message request);

// What an event counts against kReplyLimit.
std::size_t weight_of(const Message& reply);

}  // namespace slots
