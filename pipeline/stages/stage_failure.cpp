#include "pipeline/stages/stage_failure.hpp"

#include <torch/script.h>

#include <cerrno>
#include <cstring>
#include <new>

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

// Of an allocation that failed. A device that did not count it says how things stand now.
StageError out_of_memory(DevicePlugin& device, const std::string& stage, const std::string& what) {
  DeviceError said = device.take_error();
  if (said.fault != DeviceFault::out_of_memory) {
    const DeviceMemory memory = device.memory();
    said = {.fault = DeviceFault::out_of_memory, .available = memory.free(), .capacity = memory.capacity};
  }
  return device_failure(said, device_label(device), stage, what);
}

}  // namespace

std::string device_label(const DevicePlugin& device) {
  const std::string torch = device.torch_device();
  const std::size_t colon = torch.find(':');
  return device.name() + (colon == std::string::npos ? "" : torch.substr(colon));
}

StageError describe_failure(DevicePlugin& device, const std::string& stage, const std::string& what) {
  try {
    throw;
  } catch (const StageCancelled&) {
    return cancelled(stage, what);
  } catch (const NoKeyframes& n) {
    return without_keyframes(n.code);
  } catch (const Rejected& r) {
    return rejected(stage, what, r.what);
  } catch (const OutOfOrder& o) {
    return o.error;
  } catch (const StorageFailed& s) {
    const bool full = s.why == ENOSPC || s.why == EDQUOT;
    return error(full ? "STORAGE_FULL" : "STORAGE_ERROR", stage,
                 what + " cannot " + s.doing + ": " + std::strerror(s.why));
  } catch (const c10::OutOfMemoryError&) {
    return out_of_memory(device, stage, what);
  } catch (const c10::Error& e) {
    return device_failure(device.take_error(), device_label(device), stage, what, e.what_without_backtrace());
  } catch (const std::exception& e) {
    return device_failure(device.take_error(), device_label(device), stage, what, e.what());
  }
}

}  // namespace slots
