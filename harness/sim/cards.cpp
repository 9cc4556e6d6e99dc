// What the drivers of the simulated cards say, and to whom.
#include <algorithm>

#include "harness/sim/process.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal::sim {
namespace {

constexpr int kFallenOffTheBus = 79;

// Those whose entry in NVIDIA's catalogue asks for a reset or more (SimGPU's card_health.cpp has the source).
bool ails_after(int xid) {
  constexpr int kAsking[] = {48, 62, 64, kFallenOffTheBus, 95, 119, 120, 140};
  return std::find(std::begin(kAsking), std::end(kAsking), xid) != std::end(kAsking);
}

}  // namespace

void World::tell(const slots::CardReport& report) {
  std::erase_if(monitors_, [](const auto& monitor) { return monitor.expired(); });
  for (const auto& monitor : monitors_) monitor.lock()->push(report);
}

void World::report_xid(std::int64_t index, int xid) {
  if (xid == kFallenOffTheBus && !card(index).lost())
    card(index).lose(slots::cuda_error(slots::kCudaDeviceUnavailable, "a call"));
  if (ails_after(xid)) card(index).needs_recovery();
  tell({.card = index, .kind = slots::CardReport::Kind::xid, .number = xid});
}

void World::report_memory_errors(std::int64_t index, std::int64_t number) {
  tell({.card = index, .kind = slots::CardReport::Kind::memory_errors, .number = number});
}

bool World::reset_card(std::int64_t index) {
  const bool ailed = card(index).ailing();
  if (!card(index).reset()) return false;
  if (ailed) tell({.card = index, .kind = slots::CardReport::Kind::recovered});
  return true;
}

std::shared_ptr<slots::Channel<slots::CardReport>> World::monitor_cards() {
  auto channel = std::make_shared<slots::Channel<slots::CardReport>>(loop_);
  monitors_.push_back(channel);
  return channel;
}

slots::Task<slots::Result<std::shared_ptr<slots::Channel<slots::CardReport>>>> CardMonitor::watch() {
  co_return world_.monitor_cards();
}

}  // namespace ordeal::sim
