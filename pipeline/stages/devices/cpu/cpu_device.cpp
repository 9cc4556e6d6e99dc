// The CPU as a device: no pace, no kernels to count, and its memory is this machine's and this process's.
#include <fstream>
#include <sstream>
#include <string>

#include "pipeline/env/device_plugin.hpp"
#include "pipeline/stages/devices/cancellations.hpp"

namespace slots {
namespace {

// The value of "Name:  123 kB" in a file of /proc, in bytes; 0 when it is not there.
std::uint64_t proc_value(const char* file, const std::string& name) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(name + ':')) continue;
    std::uint64_t kilobytes = 0;
    std::istringstream(line.substr(name.size() + 1)) >> kilobytes;
    return kilobytes * 1024;
  }
  return 0;
}

class CpuDevice final : public DevicePlugin {
 public:
  std::string name() const override { return "cpu"; }
  std::string torch_device() const override { return "cpu"; }

  DeviceMemory memory() override {
    DeviceMemory m;
    m.capacity = proc_value("/proc/meminfo", "MemTotal");
    m.used = m.capacity - proc_value("/proc/meminfo", "MemAvailable");
    m.used_here = m.live_here = proc_value("/proc/self/status", "VmRSS");
    m.peak_here = proc_value("/proc/self/status", "VmHWM");
    return m;
  }
  bool on_host() const override { return true; }
  // 5 resets VmHWM: proc(5), clear_refs. Where the kernel refuses, the peak stays that of the whole process.
  void reset_peak() override { std::ofstream("/proc/self/clear_refs") << '5'; }

  void begin(const std::string& stage, StagePace) override { cancellations_.begin(stage); }
  void end() override { cancellations_.end(); }
  DeviceCounts counts() override { return {}; }
  void synchronize() override { cancellations_.check(); }
  void cancel(const std::string& stage) override { cancellations_.cancel(stage); }
  DeviceError take_error() override { return {}; }
  void empty_cache() override {}

 private:
  Cancellations cancellations_;
};

}  // namespace
}  // namespace slots

extern "C" slots::DevicePlugin* slot_device_open(const slots::DeviceOptions& options, std::string& why) {
  if (options.index != 0) {
    why = "there is only cpu 0, not cpu " + std::to_string(options.index);
    return nullptr;
  }
  if (!options.settings.empty()) {
    why = "it has no settings, and \"" + options.settings.begin()->first + "\" is given";
    return nullptr;
  }
  return new slots::CpuDevice;
}
