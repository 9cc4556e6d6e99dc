#include "pipeline/real/http/server_clients.hpp"

#include <algorithm>

namespace slots {
namespace {

// Journal, log, command sockets and beats of workers, pidfds, what a worker's start takes, and one client at
// the door.
constexpr std::size_t kReserve = 128;

}  // namespace

std::size_t clients_for(std::size_t descriptors) {
  const std::size_t free = descriptors - std::min(kReserve, descriptors / 2);
  return std::clamp<std::size_t>(free / 2, 1, kMostClients);
}

ServerClients::Visit::Visit(ServerClients& all, TcpStreamPtr stream) : all_(all), stream_(std::move(stream)) {
  ++all_.count_;
}

ServerClients::Visit::~Visit() {
  served();
  --all_.count_;
  all_.left_.notify();
}

void ServerClients::Visit::waits() {
  if (idle_) return;
  place_ = all_.idle_.insert(all_.idle_.end(), stream_);
  idle_ = true;
}

void ServerClients::Visit::served() {
  if (idle_) all_.idle_.erase(place_);
  idle_ = false;
}

bool ServerClients::send_one_away() {
  const auto open = std::find_if(idle_.begin(), idle_.end(),
                                 [](const auto& stream) { return stream->tcp.socket().is_open(); });
  if (open == idle_.end()) return false;
  (*open)->close();
  ++sent_away_;
  return true;
}

Task<bool> ServerClients::make_room() {
  while (count_ >= limit_) {
    const bool one_goes = send_one_away();
    if (!one_goes && idle_.empty()) co_return false;
    co_await left_.wait();
  }
  co_return true;
}

}  // namespace slots
