// What a program has not been given refuses every call, and says so.
#pragma once

#include "pipeline/env/env.hpp"

namespace slots {

class NoDevice final : public Device {
 public:
  Task<Result<void>> read_models(DeviceSettings) override { co_return absent(); }
  Task<Result<LoadedDevice>> load(DeviceSettings) override { co_return absent(); }
  Task<Result<StageDone>> run(StageRequest, Channel<StageProgress>&) override { co_return absent(); }
  bool poisoned() const override { return false; }
  Task<DeviceStatus> check() override { co_return DeviceStatus{}; }
  Task<Result<void>> verify_weights() override { co_return absent(); }
  Task<Result<void>> recheck() override { co_return absent(); }
  void release(const std::string&) override {}

 private:
  static Error absent() { return {.code = "INTERNAL", .message = "this program has no device"}; }
};

class NoCards final : public CardMonitor {
 public:
  Task<Result<std::shared_ptr<Channel<CardReport>>>> watch() override {
    co_return Error{.code = "INTERNAL", .message = "this program was told of no library that monitors cards"};
  }
};

class NoJournal final : public Journal {
 public:
  Task<Result<void>> append(std::vector<Record>) override { co_return absent(); }
  Task<Result<void>> replace(std::vector<Record>) override { co_return absent(); }
  Task<Result<std::vector<Record>>> load() override { co_return absent(); }

 private:
  static Error absent() { return {.code = "INTERNAL", .message = "this program has no journal"}; }
};

class NoProcesses final : public Processes {
 public:
  Task<Result<ProcessPtr>> spawn(SpawnRequest request) override {
    co_return Error{.code = "WORKER_START_FAILED",
                    .message = "cannot start " + request.role + ": this program has no worker program"};
  }
  void signal(Process&, int) override {}
};

}  // namespace slots
