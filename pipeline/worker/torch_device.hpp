// Env::device of a real worker: the stages of pipeline/stages on a device plug-in. Each running stage has a thread of
// its own, so that none can hold the clock; what it says comes back through the reactor.
#pragma once

#include <map>
#include <memory>

#include "pipeline/env/device_plugin.hpp"
#include "pipeline/env/env.hpp"
#include "pipeline/env/real/reactor.hpp"
#include "pipeline/worker/settings.hpp"

namespace slots {

class SlotEngine;
class SlotWork;

class TorchDevice final : public Device {
 public:
  TorchDevice(std::unique_ptr<DevicePlugin> plugin, const WorkerSettings& settings);
  ~TorchDevice() override;

  // Before the first call: the world needs the device, and the device the world's reactor.
  void attach(Reactor& reactor);

  Task<Result<void>> load(DeviceSettings settings) override;
  Task<Result<StageDone>> run(StageRequest request, Channel<StageProgress>& progress) override;
  bool poisoned() const override { return poisoned_; }
  Task<DeviceStatus> check() override;
  Task<Result<void>> verify_weights() override;
  void release(const std::string& slot) override { works_.erase(slot); }

 private:
  struct Running;
  std::shared_ptr<SlotWork> work_of(const RunStage& what);
  void start_thread(std::shared_ptr<Running> running);

  std::shared_ptr<DevicePlugin> plugin_;
  WorkerSettings settings_;
  Reactor* reactor_ = nullptr;
  std::unique_ptr<Threads> checks_;   // one: a check that hangs must not hold up anything else
  bool checking_ = false, poisoned_ = false;
  std::shared_ptr<SlotEngine> engine_;
  std::map<std::string, std::shared_ptr<SlotWork>> works_;   // by slot
};

}  // namespace slots
