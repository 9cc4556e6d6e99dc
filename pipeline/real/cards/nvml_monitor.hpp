// The machine's cards, monitored by NVIDIA's library on a thread that waits in it.
#pragma once

#include <memory>
#include <string>

#include "pipeline/env/env.hpp"
#include "pipeline/real/reactor.hpp"

namespace slots {

// That a card is well again is the driver's word (nvmlGpuRecoveryAction, since R565): an older one never says
// so, and a card that was withdrawn then stays so until its director starts anew.
class NvmlMonitor final : public CardMonitor {
 public:
  // `library`: as dlopen finds it.
  NvmlMonitor(Reactor& reactor, std::string library) : reactor_(reactor), library_(std::move(library)) {}
  ~NvmlMonitor() override;
  NvmlMonitor(const NvmlMonitor&) = delete;
  NvmlMonitor& operator=(const NvmlMonitor&) = delete;

  Task<Result<std::shared_ptr<Channel<CardReport>>>> watch() override;

 private:
  struct Sink;

  Reactor& reactor_;
  const std::string library_;
  std::shared_ptr<Sink> sink_;  // of the newest watch
};

}  // namespace slots
