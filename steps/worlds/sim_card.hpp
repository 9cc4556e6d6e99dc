// A card of the simulated world, as faults change it.
#pragma once

#include <stdexcept>

#include "faults/fault.hpp"
#include "harness/sim/card.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal {

class SimCard final : public SimulatedCard {
 public:
  explicit SimCard(sim::Card& card) : card_(card) {}

  void stop_answering(bool stop) override {
    if (stop)
      card_.lose(slots::cuda_error(slots::kCudaDeviceUnavailable, "launch"));
    else
      card_.restore();
  }
  bool lost() const override { return card_.lost().has_value(); }
  void fragment(std::uint64_t largest_block, bool by_caches) override {
    card_.largest_block = largest_block;
    card_.fragmented_by_caches = by_caches;
  }
  std::uint64_t blocks_refused() const override { return card_.blocks_refused; }
  void leak(slots::Stage stage, std::uint64_t bytes) override {
    card_.leaking = stage;
    card_.leak = bytes;
  }
  std::uint64_t leaks() const override { return card_.leaks; }
  void slow_down(std::uint64_t factor) override { card_.slow_factor = factor; }
  std::uint64_t slowed() const override { return card_.slowed; }
  void limit_pinned(std::uint64_t) override {
    throw std::logic_error("nothing is pinned on sim; tag the scenario @cpu");
  }
  std::uint64_t pins_refused() const override { return 0; }

 private:
  sim::Card& card_;
};

}  // namespace ordeal
