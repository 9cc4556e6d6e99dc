// The failures of a device under test (pipeline/env/conformance), by rules of the block that it asks.
#pragma once

#include <vector>

#include "faults/rule/rule_block.hpp"
#include "pipeline/env/conformance/device_under_test.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal::sim {

template <class Base>
class FailsByRules : public Base {
 public:
  void fail_allocations(slots::Stage stage, std::uint64_t times) override {
    arm({{.operation = ORDEAL_ALLOC, .stage = name(stage)},
         rule::first(times),
         rule::fail(slots::kCudaOutOfMemory)});
  }
  void fail(slots::Stage stage, slots::DeviceFault fault) override {
    arm({{.operation = ORDEAL_LAUNCH, .stage = name(stage)}, rule::nth(2), rule::fail(code_of(fault))});
  }
  void heal() override { armed_.clear(); }

 protected:
  virtual rule::RuleBlock& rules() = 0;

 private:
  static int code_of(slots::DeviceFault fault) {
    if (fault == slots::DeviceFault::lost) return slots::kCudaDeviceUnavailable;
    return fault == slots::DeviceFault::sticky ? slots::kCudaIllegalAddress
                                               : slots::kCudaLaunchOutOfResources;
  }
  void arm(const rule::Rule& rule) { armed_.push_back(rules().add(rule).value()); }

  std::vector<rule::Guard> armed_;
};

}  // namespace ordeal::sim
