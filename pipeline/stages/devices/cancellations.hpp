// Which stages were asked to stop, for devices that cannot stop a launched kernel: they look at it when they
// synchronise. Header only, since each plug-in is a library of its own.
#pragma once

#include <mutex>
#include <set>
#include <string>

#include "pipeline/env/device_plugin.hpp"

namespace slots {

class Cancellations {
 public:
  // The stage that this thread runs; one that begins is not cancelled yet.
  void begin(const std::string& stage) {
    running() = stage;
    const std::lock_guard lock(mutex_);
    asked_.erase(stage);
  }
  void end() { running().clear(); }
  void cancel(const std::string& stage) {
    const std::lock_guard lock(mutex_);
    asked_.insert(stage);
  }
  void check() {  // throws StageCancelled
    const std::lock_guard lock(mutex_);
    if (asked_.contains(running())) throw StageCancelled{};
  }

 private:
  static std::string& running() {
    thread_local std::string stage;
    return stage;
  }
  std::mutex mutex_;
  std::set<std::string> asked_;
};

}  // namespace slots
