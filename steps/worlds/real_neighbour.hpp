// A real process that uses a simulated card beside the pipeline's.
#pragma once

#include <csignal>

#include "faults/fault.hpp"
#include "faults/simgpu/card.hpp"
#include "harness/process/child.hpp"

namespace ordeal {

class RealNeighbour final : public Neighbour {
 public:
  RealNeighbour(std::shared_ptr<simgpu::Card> card, process::Child child)
      : card_(std::move(card)), child_(std::move(child)) {}

  std::uint64_t holds() const override { return card_->reading().used_by(child_.pid()); }
  std::chrono::nanoseconds now() const override {
    return std::chrono::steady_clock::now().time_since_epoch();
  }
  void end() override {
    constexpr std::chrono::milliseconds kLimit = std::chrono::seconds(10);  // wall, for the kernel
    if (child_.poll()) return;
    child_.signal(SIGKILL);
    child_.wait(kLimit);
  }

 private:
  std::shared_ptr<simgpu::Card> card_;
  process::Child child_;  // its end ends the process
};

}  // namespace ordeal
