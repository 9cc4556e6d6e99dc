// A device for tests: the CPU, with its memory counted and its failures chosen. (Includes LibTorch.)
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "pipeline/env/device_plugin.hpp"
#include "pipeline/stages/devices/cancellations.hpp"

namespace slots {

class FailingDevice final : public DevicePlugin {
 public:
  FailingDevice();
  ~FailingDevice() override;

  // The n-th allocation (from 1, counted from now) that `stage` makes fails, and the `times` - 1 after it.
  void fail_allocation(const std::string& stage, int nth, int times = 1);
  // From now on `stage` fails at its next synchronise, as a device with that fault does; if the fault is one
  // that stays, everything fails from then on.
  void fail_synchronize(const std::string& stage, DeviceFault);
  // From now on `stage` waits at its next synchronise until it is cancelled, or heal().
  void hold_synchronize(const std::string& stage);
  void heal();
  // Every live block of memory of that many bytes: what weights of that size lie in.
  std::vector<unsigned char*> blocks(std::size_t bytes) const;
  int allocations(const std::string& stage) const;  // since the last heal()

  std::string name() const override { return "test"; }
  std::string torch_device() const override { return "cpu"; }
  DeviceMemory memory() override;  // used: live bytes of LibTorch's tensors
  bool on_host() const override { return true; }
  void reset_peak() override {}
  void begin(const std::string& stage, StagePace) override;
  void end() override;
  DeviceCounts counts() override;  // launches only: operations that LibTorch dispatched on this thread
  void synchronize() override;
  void cancel(const std::string& stage) override;
  DeviceError take_error() override;
  void empty_cache() override { ++emptied; }

  std::atomic<int> emptied{0};

 private:
  Cancellations cancellations_;
};

}  // namespace slots
