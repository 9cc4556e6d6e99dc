#include "harness/sim/network.hpp"

#include "harness/sim/process.hpp"
#include "pipeline/protocol/keyed.hpp"

namespace ordeal::sim {
namespace {

// While two processes are cut off from each other, what is on its way looks again after this long.
constexpr slots::Duration kRetransmit = std::chrono::milliseconds(200);

slots::Duration latency(const World& world, std::string_view site, std::uint64_t n) {
  const Options& options = world.options();
  const auto spread =
      static_cast<std::uint64_t>((options.longest_latency - options.shortest_latency).count());
  const std::uint64_t drawn = slots::keyed(options.seed, site, n);
  return options.shortest_latency + slots::Duration(spread ? drawn % spread : 0);
}

slots::Error refused(const std::string& address) {
  return {.code = "NETWORK_TIMEOUT",
          .message = "connection to " + address + " was refused: nobody listens there",
          .details = {{"cause", "refused"}}};
}

}  // namespace

Connection::Connection(World& world, Process& owner, std::string peer_role, std::uint64_t id)
    : slots::Connection(world.loop()),
      world_(world),
      owner_(owner),
      peer_role_(std::move(peer_role)),
      id_(id),
      delivery_(world.loop(), *this) {}

void Connection::join(const std::shared_ptr<Connection>& a, const std::shared_ptr<Connection>& b) {
  a->peer_ = b;
  b->peer_ = a;
}

void Connection::send(slots::Message message) {
  if (owner_.dead() || closed_) return;
  owner_.outbox_.put(peer_, std::move(message));
}

void Connection::close() {
  if (closed_) return;
  closed_ = true;
  if (!owner_.dead()) {
    owner_.outbox_.put(peer_, std::nullopt);
  } else if (const auto peer = peer_.lock()) {  // by its kernel, whatever it was about to send
    peer->put(std::nullopt);
  }
  incoming.close();
}

void Connection::put(std::optional<slots::Message> message) {
  if (message && world_.witness_) world_.witness_->sent({peer_role_, owner_.role(), id_ / 2, *message});
  const slots::Time arrives = world_.now() + latency(world_, "message", id_ << 32 | sent_++);
  last_arrival_ = std::max(last_arrival_, arrives);
  wire_.push_back({last_arrival_, std::move(message)});
  if (delivery_.idle()) world_.loop().arm(delivery_, last_arrival_);
}

void Connection::deliver() {
  if (world_.is_cut(owner_.role(), peer_role_)) {
    world_.loop().arm(delivery_, world_.now() + kRetransmit);
    return;
  }
  while (!wire_.empty() && wire_.front().arrives <= world_.now()) {
    auto message = std::move(wire_.front().message);
    wire_.pop_front();
    if (owner_.dead()) continue;
    if (message) {
      if (!take(std::move(*message))) return refuse();
    } else {
      closed_ = true;
      incoming.close();
    }
  }
  if (!wire_.empty()) world_.loop().arm(delivery_, wire_.front().arrives);
}

void Connection::refuse() {
  owner_.event("connection_refused",
               {{"reason", std::to_string(kUnread) + " messages of " + peer_role_ + " lie unread"}});
  wire_.clear();
  close();
}

slots::Sleep Network::one_way(std::string_view what) {
  const std::string site = std::string(what) + "/" + owner_.role();
  return slots::Sleep(world_.loop(), world_.now() + latency(world_, site, trips_++));
}

slots::Result<void> Network::listen(const std::string& address,
                                    slots::Channel<slots::ConnectionPtr>& accepted) {
  if (owner_.dead()) return {};
  if (listener(address)) {
    return slots::Error{.code = "CONFLICT", .message = "the address " + address + " is taken"};
  }
  listening_[address] = &accepted;
  return {};
}

Network* Network::listener(const std::string& address) {
  for (const auto& [role, process] : world_.running_) {
    if (process->network_.listening_.contains(address)) return &process->network_;
  }
  return nullptr;
}

slots::Task<slots::Result<slots::ConnectionPtr>> Network::dial(std::string address) {
  co_await owner_.call("network.dial");
  co_await one_way("dial");
  Network* there = listener(address);
  while (there && world_.is_cut(owner_.role(), there->owner_.role())) {
    co_await slots::Sleep(world_.loop(), world_.now() + kRetransmit);
    there = listener(address);
  }
  if (!there) co_return refused(address);
  const std::uint64_t id = ++world_.connections_;
  auto mine = std::make_shared<Connection>(world_, owner_, there->owner_.role(), id * 2);
  auto theirs = std::make_shared<Connection>(world_, there->owner_, owner_.role(), id * 2 + 1);
  Connection::join(mine, theirs);
  remember(mine);
  there->remember(theirs);
  there->listening_[address]->push(theirs);
  co_return slots::ConnectionPtr(mine);
}

slots::Task<slots::Result<std::int64_t>> Network::fetch(slots::FetchRequest request) {
  co_await owner_.call("network.fetch");
  co_await one_way("fetch");
  const auto found = world_.served().find(request.url);
  if (found == world_.served().end()) {
    co_return slots::Error{
        .code = "DOWNLOAD_FAILED", .message = "the model server answered 404", .details = {{"status", 404}}};
  }
  const std::string contents = found->second;
  co_await one_way("fetch");
  if (!world_.has_folder(request.file.substr(0, request.file.find_last_of('/')))) {
    co_return slots::Error{.code = "STORAGE_ERROR", .message = "there is no folder for the download"};
  }
  const auto size = static_cast<std::int64_t>(contents.size());
  if (request.limit_bytes > 0 && size > request.limit_bytes) {
    co_return slots::Error{.code = "DOWNLOAD_FAILED",
                           .message = "a file has " + std::to_string(size) + " bytes; at most " +
                                      std::to_string(request.limit_bytes) + " are expected",
                           .details = {{"received_bytes", size}, {"limit_bytes", request.limit_bytes}}};
  }
  world_.files()[request.file] = contents;
  co_return size;
}

void Network::remember(const std::shared_ptr<Connection>& connection) {
  if (connections_.size() >= prune_at_) {
    std::erase_if(connections_, [](const auto& known) { return known.expired(); });
    prune_at_ = 2 * connections_.size() + 16;
  }
  connections_.push_back(connection);
}

void Network::drop_all() {
  listening_.clear();
  for (const auto& connection : connections_) {
    if (const auto open = connection.lock()) open->close();
  }
  connections_.clear();
}

}  // namespace ordeal::sim
