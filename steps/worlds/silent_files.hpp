// A file system (FUSE) that answers no question: the kernel keeps whoever asks asleep, also from SIGKILL,
// until the file system is given up.
#pragma once

#include <atomic>
#include <filesystem>
#include <thread>

#include "faults/fault.hpp"
#include "harness/process/descriptor.hpp"

namespace ordeal {

class SilentFiles final : public KernelSleep {
 public:
  // Makes the folder and mounts it there. Throws std::runtime_error: what this machine refuses.
  explicit SilentFiles(std::filesystem::path folder);
  ~SilentFiles() override;
  bool anybody_came() const override { return asked_; }

 private:
  void mount();
  void take_questions();

  const std::filesystem::path folder_;
  process::Descriptor device_, over_;
  std::atomic<bool> asked_{false};
  std::thread reader_;
};

}  // namespace ordeal
