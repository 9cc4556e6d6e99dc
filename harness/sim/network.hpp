// Typed messages between simulated processes: each arrives after a keyed latency, in order, and waits while
// the two are cut off from each other, as TCP's would.
#pragma once

#include <deque>
#include <map>

#include "harness/sim/outbox.hpp"
#include "pipeline/env/env.hpp"

namespace ordeal::sim {

class World;
class Process;

class Connection final : public slots::Connection {
 public:
  Connection(World& world, Process& owner, std::string peer_role, std::uint64_t id);
  // Whoever lets go of it, or dies with it, hangs up: the other side hears of it, as from a kernel.
  ~Connection() override { Connection::close(); }
  void send(slots::Message message) override;
  void close() override;

  static void join(const std::shared_ptr<Connection>& a, const std::shared_ptr<Connection>& b);

 private:
  friend class Outbox;
  class Delivery final : public slots::LoopNode {
   public:
    Delivery(slots::Loop& loop, Connection& connection)
        : LoopNode(loop, slots::kNobody), connection_(connection) {}
    void fire() override { connection_.deliver(); }

   private:
    Connection& connection_;
  };
  struct OnTheWire {
    slots::Time arrives;
    std::optional<slots::Message> message;  // nullopt: the other side has closed
  };
  // The other side has sent it.
  void put(std::optional<slots::Message> message);
  void deliver();
  void refuse();

  World& world_;
  Process& owner_;
  std::string peer_role_;
  std::weak_ptr<Connection> peer_;
  std::uint64_t id_, sent_ = 0;
  std::deque<OnTheWire> wire_;
  slots::Time last_arrival_{0};
  bool closed_ = false;
  Delivery delivery_;
};

class Network final : public slots::Network {
 public:
  Network(World& world, Process& owner) : world_(world), owner_(owner) {}
  slots::Result<void> listen(const std::string& address,
                             slots::Channel<slots::ConnectionPtr>& accepted) override;
  slots::Task<slots::Result<slots::ConnectionPtr>> dial(std::string address) override;
  slots::Task<slots::Result<std::int64_t>> fetch(slots::FetchRequest request) override;

  // The process is gone: its ends of all connections close, its listeners vanish.
  void drop_all();

 private:
  slots::Sleep one_way(std::string_view what);
  Network* listener(const std::string& address);
  void remember(const std::shared_ptr<Connection>& connection);

  World& world_;
  Process& owner_;
  std::map<std::string, slots::Channel<slots::ConnectionPtr>*> listening_;
  std::vector<std::weak_ptr<Connection>> connections_;
  std::size_t prune_at_ = 16;
  std::uint64_t trips_ = 0;
};

}  // namespace ordeal::sim
