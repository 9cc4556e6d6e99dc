// One conversation over a Unix socket: frames of a 4-byte length (big-endian) and one message as JSON. A
// frame that is too long or is no message ends the conversation and is logged.
#pragma once

#include <array>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "pipeline/env/env.hpp"
#include "pipeline/real/reactor.hpp"

namespace slots {

using UnixSocket = boost::asio::local::stream_protocol::socket;

inline constexpr std::size_t kFrameLimit = 16 << 20;  // bytes of one message
inline constexpr std::size_t kUnsentLimit = 64
                                            << 20;  // bytes for a peer that does not read: then it is cut off

// Bytes accepted by send() that the kernel does not have yet, of all conversations of a world.
using Unsent = std::shared_ptr<std::size_t>;

class UnixSession : public std::enable_shared_from_this<UnixSession> {
 public:
  UnixSession(Reactor& reactor, Log& log, UnixSocket socket, Unsent unsent);
  ~UnixSession();

  void start(std::weak_ptr<Connection> user);
  void send(const Message& message);
  // Ends the conversation once what was sent is written, or after a few seconds if the peer does not read.
  void close();

 private:
  void read_length();
  void read_frame();
  void received();
  void write();
  void written(const boost::system::error_code& error);
  void lost();
  void refuse(const std::string& reason);

  Log& log_;
  UnixSocket socket_;
  boost::asio::steady_timer linger_;
  Unsent unsent_;
  std::weak_ptr<Connection> user_;
  std::array<unsigned char, 4> length_{};
  std::string frame_, writing_, queued_;
  bool closing_ = false;
};

// What the program holds: dropping it closes the conversation.
ConnectionPtr make_unix_connection(Reactor& reactor, Log& log, UnixSocket socket, Unsent unsent);

}  // namespace slots
