#include "pipeline/stages/stage_failure.hpp"

#include <torch/script.h>

#include <cerrno>
#include <cstring>
#include <new>

#include "pipeline/protocol/bytes.hpp"
#include "pipeline/stages/media/output_file.hpp"
#include "pipeline/stages/quality.hpp"
#include "pipeline/stages/stage_run.hpp"

namespace slots {
namespace {

StageError error(std::string code, const std::string& stage, std::string message) {
  StageError e;
  e.code = std::move(code);
  e.stage = stage;
  e.message = std::move(message);
  return e;
}

// The first line, without a stack and without an end: an exception's text may hold anything.
std::string brief(std::string text) {
  constexpr std::size_t kMost = 200;
  text.resize(std::min({text.find('\n'), text.size(), kMost}));
  return text;
}

StageError out_of_memory(const DeviceError& said, DevicePlugin& device, const std::string& stage,
                         const std::string& what) {
  std::uint64_t required = said.required, available = said.available, capacity = said.capacity;
  if (said.fault != DeviceFault::out_of_memory) {
    const DeviceMemory memory = device.memory();
    available = memory.free();
    capacity = memory.capacity;
  }
  const std::string needs = required ? " needs " + human_bytes(required) + ", " : " needs more memory: ";
  StageError e = error("CUDA_OUT_OF_MEMORY", stage,
                       what + needs + human_bytes(available) + " free of " + human_bytes(capacity) + " on " +
                           device_label(device));
  e.required_bytes = required;
  e.available_bytes = available;
  e.capacity_bytes = capacity;
  return e;
}

}  // namespace

std::string device_label(const DevicePlugin& device) {
  const std::string torch = device.torch_device();
  const std::size_t colon = torch.find(':');
  return device.name() + (colon == std::string::npos ? "" : torch.substr(colon));
}

StageError device_failure(const DeviceError& said, DevicePlugin& device, const std::string& stage,
                          const std::string& what, const std::string& otherwise) {
  const std::string on = what + " failed on " + device_label(device) + ": " + brief(said.message);
  StageError e;
  switch (said.fault) {
    case DeviceFault::out_of_memory:
      return out_of_memory(said, device, stage, what);
    case DeviceFault::launch_failed:
      return error("CUDA_ERROR", stage, on + "; the device can go on");
    case DeviceFault::sticky:
      e = error("CUDA_ERROR", stage, on + "; the process must end to free the device");
      break;
    case DeviceFault::lost:
      e = error("GPU_LOST", stage, on + "; the device no longer answers");
      break;
    case DeviceFault::none:
      return error("INTERNAL", stage, what + " failed: " + brief(otherwise));
  }
  e.fatal = true;
  return e;
}

StageError describe_failure(DevicePlugin& device, const std::string& stage, const std::string& what) {
  try {
    throw;
  } catch (const StageCancelled&) {
    return error("CANCELLED", stage, what + " was cancelled");
  } catch (const NoKeyframes& n) {
    return error("CANCELLED", stage, what + " ended without its keyframes: " + n.why);
  } catch (const Rejected& r) {
    return error("QUALITY_REJECTED", stage, what + ": " + r.what);
  } catch (const OutOfOrder& o) {
    return error("INTERNAL", stage, o.what + ", which has not run");
  } catch (const StorageFailed& s) {
    const bool full = s.why == ENOSPC || s.why == EDQUOT;
    return error(full ? "STORAGE_FULL" : "STORAGE_ERROR", stage,
                 what + " cannot " + s.doing + ": " + std::strerror(s.why));
  } catch (const c10::OutOfMemoryError&) {
    return out_of_memory(device.take_error(), device, stage, what);
  } catch (const c10::Error& e) {
    return device_failure(device.take_error(), device, stage, what, e.what_without_backtrace());
  } catch (const std::exception& e) {
    return device_failure(device.take_error(), device, stage, what, e.what());
  }
}

}  // namespace slots
