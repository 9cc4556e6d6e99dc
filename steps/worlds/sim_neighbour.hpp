// A simulated process that uses a card beside the pipeline's.
#pragma once

#include <csignal>

#include "faults/fault.hpp"
#include "harness/sim/world.hpp"

namespace ordeal {

class SimNeighbour final : public Neighbour {
 public:
  SimNeighbour(sim::World& world, std::int64_t card, std::uint64_t bytes)
      : world_(world), card_(world.card(card)), wanted_(bytes) {
    world_.start(kRole, [](slots::Env& env) { return live(env); });
  }
  ~SimNeighbour() override { SimNeighbour::end(); }
  SimNeighbour(const SimNeighbour&) = delete;

  void advance() override {
    if (!world_.alive(kRole)) return;
    const std::uint64_t more = std::min(wanted_ - holds(), card_.free());
    if (more > 0) card_.take(kRole, more);
  }
  std::uint64_t holds() const override { return card_.used_by(kRole); }
  std::chrono::nanoseconds now() const override { return world_.now(); }
  void end() override {
    if (world_.alive(kRole)) world_.signal(kRole, SIGKILL);
  }

 private:
  static constexpr const char* kRole = "neighbour";
  static slots::Task<int> live(slots::Env& env) {
    slots::Event never(env.loop);
    co_await never.wait();
    co_return 0;
  }

  sim::World& world_;
  sim::Card& card_;
  std::uint64_t wanted_;
};

}  // namespace ordeal
