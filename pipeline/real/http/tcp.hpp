// TCP connections for the HTTP codec.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <memory>

#include "pipeline/real/completion.hpp"
#include "pipeline/real/http/url.hpp"
#include "pipeline/real/reactor.hpp"

namespace slots {

struct TcpStream {
  explicit TcpStream(boost::asio::io_context& io) : tcp(io) {}
  explicit TcpStream(boost::asio::ip::tcp::socket socket) : tcp(std::move(socket)) {}
  boost::beast::tcp_stream tcp;
  boost::beast::flat_buffer buffer;  // what has been read ahead

  void close() {
    boost::system::error_code unimportant;  // a socket that cannot be closed is closed
    tcp.socket().close(unimportant);
  }
};
using TcpStreamPtr = std::shared_ptr<TcpStream>;

// Closes a stream with its task: then the operations that still run on it end.
class ClosedAtEnd {
 public:
  explicit ClosedAtEnd(TcpStreamPtr stream) : stream_(std::move(stream)) {}
  ~ClosedAtEnd() {
    if (stream_) stream_->close();
  }
  void keep_open() { stream_.reset(); }
  ClosedAtEnd(const ClosedAtEnd&) = delete;
  ClosedAtEnd& operator=(const ClosedAtEnd&) = delete;

 private:
  TcpStreamPtr stream_;
};

// How long the network may take; nominal.
struct ConnectLimits {
  Duration name = 5s;     // to resolve a name
  Duration connect = 5s;  // for one address to answer; one where nobody listens says so at once
};

// Tries every address of the name. NETWORK_TIMEOUT with details.cause "refused", "unresolved", "no_answer" (a
// limit passed) or "failed"; NETWORK_PARTITION with "unreachable".
Task<Result<TcpStreamPtr>> connect_tcp(Reactor& reactor, Url url, ConnectLimits limits);

}  // namespace slots
