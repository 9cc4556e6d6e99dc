// Conversations between programs of one machine and one user: "unix:PATH".
#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/real/stream/unix_session.hpp"

namespace slots {

class UnixNetwork {
 public:
  UnixNetwork(Reactor& reactor, Log& log) : reactor_(reactor), log_(log) {}

  // Makes the folder (0700) if it is missing and the socket (0600) in it; takes over the file that an ended
  // program left behind. STORAGE_ERROR when others can enter the folder, CONFLICT when somebody listens
  // there.
  Result<void> listen(const std::string& path, Channel<ConnectionPtr>& accepted);
  Task<Result<ConnectionPtr>> dial(std::string path);
  // Takes no more conversations: the program that would hold them is over.
  void stop() { listeners_.clear(); }
  bool all_sent() const { return *unsent_ == 0; }

 private:
  using Protocol = boost::asio::local::stream_protocol;
  struct Listener {
    Listener(boost::asio::io_context& io, std::string path, Channel<ConnectionPtr>& accepted)
        : acceptor(io), pause(io), path(std::move(path)), accepted(accepted) {}
    ~Listener();
    Protocol::acceptor acceptor;
    boost::asio::steady_timer pause;
    std::string path;
    Channel<ConnectionPtr>& accepted;
  };
  using ListenerPtr = std::shared_ptr<Listener>;
  // The handlers know their listener weakly: it ends with stop(), perhaps before they run.
  void accept(const ListenerPtr& listener);
  void accept_later(const ListenerPtr& listener, const boost::system::error_code& why);

  Reactor& reactor_;
  Log& log_;
  Unsent unsent_ = std::make_shared<std::size_t>(0);
  std::vector<ListenerPtr> listeners_;
};

}  // namespace slots
