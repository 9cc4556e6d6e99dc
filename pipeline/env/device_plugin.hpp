// The contract between a worker and the device it computes on. A device is a shared library,
// libslot_device_<name>.so, beside the programs (../lib), that the worker loads with dlopen and asks for
// slot_device_open(). No LibTorch type appears here: the plug-in names a LibTorch device string, and the
// worker's stages (pipeline/stages) run TorchScript on it.
//
// Threads: begin(), end(), synchronize() are called on the stage's own thread; cancel() and memory() from
// any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace slots {

// Bytes, as the device itself counts them (never as this process believes).
struct DeviceMemory {
  std::uint64_t capacity = 0;   // of the card
  std::uint64_t used = 0;       // by every process on the card
  std::uint64_t used_here = 0;  // by this process
  std::uint64_t live_here = 0;  // of used_here: what living data holds; the rest is cached
  std::uint64_t peak_here = 0;  // highest used_here since the last reset_peak()
  std::uint64_t free() const { return capacity - used; }
};

enum class DeviceFault {
  none,
  out_of_memory,  // required and available are set; the process may go on
  launch_failed,  // one operation failed; the process may go on
  sticky,         // every later call fails until the process ends (which CUDA errors: cuda_errors.hpp)
  co_runner,      // as sticky, and neither this program nor the card is at fault: another one, which shares
                  // the context
  lost,           // the card no longer answers
};

// What the device says of the last failed call on this thread, as cudaGetLastError() does.
struct DeviceError {
  DeviceFault fault = DeviceFault::none;
  std::string message;
  std::uint64_t required = 0, available = 0, capacity = 0;  // bytes; out_of_memory only
  std::uint64_t largest_block = 0;  // bytes in one piece, where there would be enough in all; 0: there is not
  int code = 0;                     // CUDA's (cudaError_t); 0: it has none
  std::string stage = {};  // whose work it was, where the device knows: it may have shown in another one
};

// Nominal time, for a cost model. Any thread.
class DeviceClock {
 public:
  virtual ~DeviceClock() = default;
  virtual std::chrono::nanoseconds now() const = 0;
  // Blocks the calling thread until then, or until `stop`, at which wake() makes all look again.
  virtual void wait_until(std::chrono::nanoseconds when, const std::atomic<bool>& stop) = 0;
  virtual void wake() = 0;
};

// Where a stage stands in time: a cost model paces the stage's launches to `duration` (nominal), on an
// absolute schedule from begin(). A real device ignores it.
struct StagePace {
  std::chrono::nanoseconds duration{0};
  std::uint64_t launches = 0;  // expected number of launches; 0: do not pace
};

struct DeviceCounts {
  std::uint64_t launches = 0;     // of kernels
  std::uint64_t allocations = 0;  // of device memory
  std::uint64_t allocated_bytes = 0;

  DeviceCounts& operator+=(const DeviceCounts& more) {
    launches += more.launches;
    allocations += more.allocations;
    allocated_bytes += more.allocated_bytes;
    return *this;
  }
};

class DevicePlugin {
 public:
  virtual ~DevicePlugin() = default;

  virtual std::string name() const = 0;          // "cpu", "sim", "cuda"
  virtual std::string torch_device() const = 0;  // "cpu", "privateuseone:0", "cuda:0"
  virtual DeviceMemory memory() = 0;
  // Its memory is the host's: no limit of a card binds it.
  virtual bool on_host() const { return false; }
  virtual void reset_peak() = 0;

  // A stage starts or ends on this thread. end() does not synchronise.
  virtual void begin(const std::string& stage, StagePace) = 0;
  virtual void end() = 0;
  // What this thread has asked for since begin(); zeros from a device that does not count.
  virtual DeviceCounts counts() = 0;

  // Waits until everything launched on this thread is done. Throws what the device threw (as c10::Error).
  virtual void synchronize() = 0;
  // Waits until everything is done that this process has launched, on whatever thread. Outside of stages, so
  // that nothing cancels it. Throws what the device threw.
  virtual void synchronize_all() { synchronize(); }

  // Asks `stage` to stop: its next launch or synchronise throws StageCancelled. A kernel that already hangs
  // is not reached by this (nor is it on a real device).
  virtual void cancel(const std::string& stage) = 0;

  // Describes and clears the last error of this thread.
  virtual DeviceError take_error() = 0;

  // Gives cached memory back to the card.
  virtual void empty_cache() = 0;

  // Memory of the host that the device copies to and from by itself. Null: there is none, or no more of it;
  // take_error() of this thread tells which (none, out_of_memory). Any thread.
  virtual void* pin(std::size_t) { return nullptr; }
  virtual void unpin(void*) {}
};

// Thrown out of a launch or synchronize() after cancel().
struct StageCancelled {};

struct DeviceOptions {
  int index = 0;                                // which card
  std::map<std::string, std::string> settings;  // the plug-in's own, from the worker's configuration
  DeviceClock* clock = nullptr;                 // null: the wall's; lives as long as the device
};

}  // namespace slots

// Opens the device, or returns null and says in `why` what is wrong and what to do (no such device, driver
// too old, memory taken): the worker then exits with 71. Every plug-in exports exactly this.
extern "C" slots::DevicePlugin* slot_device_open(const slots::DeviceOptions& options, std::string& why);
using SlotDeviceOpen = slots::DevicePlugin* (*)(const slots::DeviceOptions&, std::string&);
