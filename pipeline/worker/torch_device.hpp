// Env::device of a real worker: the stages of pipeline/stages on a device plug-in. Each running stage has a
// thread of its own, so that none can hold the clock; what it says comes back through the reactor.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "pipeline/env/device_failure.hpp"
#include "pipeline/env/device_plugin.hpp"
#include "pipeline/env/env.hpp"
#include "pipeline/stages/stage_result.hpp"
#include "pipeline/worker/backends.hpp"

namespace slots {

class HostModels;
struct Profile;
class SlotEngine;
class SlotWork;

class TorchDevice final : public Device {
 public:
  // `first` is what the worker began with. Another card, or a fallback, is opened when it is to be loaded
  // onto.
  TorchDevice(Backends backends, Backends::Opened first);
  ~TorchDevice() override;

  struct Threads {
    std::function<void(std::function<void()>)> post;  // runs an action on the loop's thread, soon; any thread
    std::function<void(std::function<void()>)> beside;  // runs work on a new thread that nobody waits for
  };
  // Before the first call: the world needs the device, and the device the world.
  void attach(Loop& loop, const Clock& clock, Threads threads);

  Task<Result<void>> read_models(DeviceSettings settings) override;
  Task<Result<LoadedDevice>> load(DeviceSettings settings) override;
  Task<Result<StageDone>> run(StageRequest request, Channel<StageProgress>& progress) override;
  bool poisoned() const override { return poisoned_; }
  Task<DeviceStatus> check() override;
  Task<Result<void>> verify_weights() override;
  Task<Result<void>> recheck() override;
  void release(const std::string& slot) override { works_.erase(slot); }

 private:
  struct Running;
  std::shared_ptr<SlotWork> work_of(const RunStage& what);
  void start_thread(std::shared_ptr<Running> running);
  template <class Work>
  Task<std::invoke_result_t<Work>> on_thread(Work work);

  // On a thread of its own; there is an engine.
  Task<Result<void>> ask_engine(StageResult<void> (SlotEngine::*question)());

  std::optional<Error> choose_card(int index);
  Task<std::optional<StageError>> load_onto(std::shared_ptr<DevicePlugin> plugin, const Profile& profile,
                                            const DeviceSettings& settings);
  std::function<void(Notice)> notices();

  Backends backends_;
  Backends::Opened card_;
  Loop* loop_ = nullptr;
  const Clock* clock_ = nullptr;
  Threads threads_;
  // Whether a check is on its way: one that hangs must not be followed by others.
  std::shared_ptr<bool> checking_ = std::make_shared<bool>(false);
  bool poisoned_ = false;
  std::shared_ptr<HostModels> read_;
  std::shared_ptr<SlotEngine> engine_;
  std::map<std::string, std::shared_ptr<SlotWork>> works_;  // by slot
};

}  // namespace slots
