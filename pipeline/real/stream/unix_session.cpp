#include "pipeline/real/stream/unix_session.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/endian/conversion.hpp>
#include <boost/json/serialize.hpp>

#include "pipeline/env/send_trace.hpp"
#include "pipeline/protocol/message_subject.hpp"
#include "pipeline/real/stream/message_json.hpp"

namespace slots {
namespace {

using boost::system::error_code;

constexpr auto kLinger = 5s;  // wall

class UnixConnection final : public Connection {
 public:
  UnixConnection(Loop& loop, std::shared_ptr<UnixSession> session)
      : Connection(loop), session_(std::move(session)) {}
  ~UnixConnection() override { session_->close(); }
  void send(Message message) override {
    trace_send(message);
    session_->send(message);
  }
  void close() override {
    session_->close();
    incoming.close();
  }

 private:
  std::shared_ptr<UnixSession> session_;
};

}  // namespace

UnixSession::UnixSession(Reactor& reactor, Log& log, UnixSocket socket, Unsent unsent)
    : log_(log), socket_(std::move(socket)), linger_(reactor.io()), unsent_(std::move(unsent)) {}

UnixSession::~UnixSession() {
  *unsent_ -= writing_.size() + queued_.size();
}

void UnixSession::start(std::weak_ptr<Connection> user) {
  user_ = std::move(user);
  read_length();
}

void UnixSession::read_length() {
  boost::asio::async_read(socket_, boost::asio::buffer(length_),
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                            error ? self->lost() : self->read_frame();
                          });
}

void UnixSession::read_frame() {
  const auto length = boost::endian::load_big_u32(length_.data());
  if (length > kFrameLimit) {
    return refuse("a frame of " + std::to_string(length) + " bytes; at most " + std::to_string(kFrameLimit) +
                  " are allowed");
  }
  frame_.resize(length);
  boost::asio::async_read(socket_, boost::asio::buffer(frame_),
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                            error ? self->lost() : self->received();
                          });
}

void UnixSession::received() {
  auto message = message_from_text(frame_);
  if (!message) return refuse(message.error().message);
  if (const auto user = user_.lock(); user && !user->take(std::move(*message)))
    return refuse(std::to_string(Connection::kUnread) + " messages lie unread");
  if (socket_.is_open()) read_length();
}

void UnixSession::send(const Message& message) {
  if (closing_ || !socket_.is_open()) return;
  const auto text = boost::json::serialize(message_to_json(message));
  if (text.size() > kFrameLimit || writing_.size() + queued_.size() + text.size() > kUnsentLimit) {
    return refuse("sending a " + std::string(message_name(message)) + " of " + std::to_string(text.size()) +
                  " bytes behind " + std::to_string(writing_.size() + queued_.size()) + " unread ones");
  }
  std::array<char, 4> length;
  boost::endian::store_big_u32(reinterpret_cast<unsigned char*>(length.data()),
                               static_cast<std::uint32_t>(text.size()));
  queued_.append(length.data(), length.size()).append(text);
  *unsent_ += length.size() + text.size();
  if (writing_.empty()) write();
}

void UnixSession::write() {
  std::swap(writing_, queued_);
  boost::asio::async_write(
      socket_, boost::asio::buffer(writing_),
      [self = shared_from_this()](const error_code& error, std::size_t) { self->written(error); });
}

void UnixSession::written(const error_code& error) {
  *unsent_ -= writing_.size();
  writing_.clear();
  if (error) {
    *unsent_ -= queued_.size();
    queued_.clear();
    return lost();
  }
  if (!queued_.empty()) return write();
  if (closing_) lost();
}

void UnixSession::close() {
  if (closing_) return;
  closing_ = true;
  if (writing_.empty()) return lost();
  linger_.expires_after(kLinger);
  linger_.async_wait([self = shared_from_this()](const error_code& error) {
    if (!error) self->lost();
  });
}

void UnixSession::lost() {
  linger_.cancel();
  error_code unimportant;  // a socket that cannot be closed is closed
  socket_.close(unimportant);
  if (const auto user = user_.lock()) user->incoming.close();
}

void UnixSession::refuse(const std::string& reason) {
  log_.event("connection_refused", {{"reason", reason}});
  lost();
}

ConnectionPtr make_unix_connection(Reactor& reactor, Log& log, UnixSocket socket, Unsent unsent) {
  auto session = std::make_shared<UnixSession>(reactor, log, std::move(socket), std::move(unsent));
  auto connection = std::make_shared<UnixConnection>(reactor.loop(), session);
  session->start(connection);
  return connection;
}

}  // namespace slots
