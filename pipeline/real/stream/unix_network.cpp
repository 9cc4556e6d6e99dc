#include "pipeline/real/stream/unix_network.hpp"

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>

#include "pipeline/real/completion.hpp"
#include "pipeline/real/storage/storage_error.hpp"

namespace slots {
namespace {

using boost::system::error_code;

constexpr std::size_t kPathLimit = sizeof(sockaddr_un::sun_path) - 1;
constexpr auto kBacklogPause = 2ms;   // wall: the listener's queue is full
constexpr auto kAcceptPause = 100ms;  // wall: no descriptor is free

Result<void> check_path(const std::string& path) {
  if (!path.empty() && path.size() <= kPathLimit) return {};
  return Error{.code = "INVALID_REQUEST",
               .message = "the path of a Unix socket has " + std::to_string(path.size()) +
                          " bytes; between 1 and " + std::to_string(kPathLimit) +
                          " are possible: use a shorter folder"};
}

Result<void> prepare_folder(const std::string& path) {
  const auto folder = std::filesystem::absolute(path).parent_path();
  if (::mkdir(folder.c_str(), 0700) == 0) return {};
  if (errno != EEXIST) return storage_error(errno, "make the folder", folder, "STORAGE_ERROR");
  struct stat found{};
  if (::stat(folder.c_str(), &found) != 0) return storage_error(errno, "look at the folder", folder);
  if ((found.st_mode & 077) != 0 || found.st_uid != ::geteuid()) {
    return Error{.code = "STORAGE_ERROR",
                 .message = "the folder " + file_name(folder) + " of socket " + file_name(path) +
                            " is open to other users; it must be this user's own with mode 0700"};
  }
  return {};
}

// Removes the file of a listener that is gone.
Result<void> remove_stale(boost::asio::io_context& io, const std::string& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) return {};
  if (!S_ISSOCK(found.st_mode)) {
    return Error{.code = "CONFLICT",
                 .message = file_name(path) + " exists and is no socket; remove it or name another"};
  }
  UnixSocket probe(io);
  error_code error;
  probe.connect(path, error);
  if (error != boost::asio::error::connection_refused) {
    return Error{.code = "CONFLICT", .message = "another program listens on " + file_name(path)};
  }
  ::unlink(path.c_str());
  return {};
}

Error dial_error(const std::string& path, const error_code& error) {
  const bool absent = error.value() == ENOENT || error == boost::asio::error::connection_refused;
  return {.code = "NETWORK_TIMEOUT",
          .message = (absent ? "nobody listens on " : "cannot connect to ") + file_name(path) + ": " +
                     error.message(),
          .details = {{"cause", absent ? "refused" : "failed"}}};
}

}  // namespace

UnixNetwork::Listener::~Listener() {
  if (acceptor.is_open()) ::unlink(path.c_str());
}

Result<void> UnixNetwork::listen(const std::string& path, Channel<ConnectionPtr>& accepted) {
  if (auto fine = check_path(path); !fine) return fine;
  if (auto fine = prepare_folder(path); !fine) return fine;
  if (auto fine = remove_stale(reactor_.io(), path); !fine) return fine;
  Protocol::acceptor acceptor(reactor_.io());
  error_code error;
  acceptor.open(Protocol(), error);
  if (!error) acceptor.bind(path, error);
  if (!error && ::chmod(path.c_str(), 0600) != 0) error.assign(errno, boost::system::system_category());
  if (!error) acceptor.listen(Protocol::acceptor::max_listen_connections, error);
  if (error) return storage_error(error.value(), "listen on", path, "STORAGE_ERROR");
  const auto& listener = listeners_.emplace_back(std::make_shared<Listener>(reactor_.io(), path, accepted));
  listener->acceptor = std::move(acceptor);
  accept(listener);
  return {};
}

void UnixNetwork::accept(const ListenerPtr& listener) {
  listener->acceptor.async_accept(
      [this, weak = std::weak_ptr(listener)](const error_code& error, UnixSocket socket) {
        const auto still = weak.lock();
        if (!still || error == boost::asio::error::operation_aborted) return;
        if (error) return accept_later(still, error);
        still->accepted.push(make_unix_connection(reactor_, log_, std::move(socket), unsent_));
        accept(still);
      });
}

void UnixNetwork::accept_later(const ListenerPtr& listener, const error_code& why) {
  log_.event("accept_failed", {{"reason", why.message()}});
  listener->pause.expires_after(kAcceptPause);
  listener->pause.async_wait([this, weak = std::weak_ptr(listener)](const error_code& error) {
    const auto still = weak.lock();
    if (still && !error) accept(still);
  });
}

Task<Result<ConnectionPtr>> UnixNetwork::dial(std::string path) {
  if (auto fine = check_path(path); !fine) co_return fine.error();
  for (;;) {
    auto socket = std::make_shared<UnixSocket>(reactor_.io());
    const auto connected = co_await completed(reactor_.loop(), socket, [&](auto handler) {
      socket->async_connect(Protocol::endpoint(path), std::move(handler));
    });
    if (!connected.error) co_return make_unix_connection(reactor_, log_, std::move(*socket), unsent_);
    if (connected.error != boost::asio::error::try_again) co_return dial_error(path, connected.error);
    co_await Sleep(reactor_.loop(), reactor_.now() + reactor_.from_wall(kBacklogPause));
  }
}

}  // namespace slots
