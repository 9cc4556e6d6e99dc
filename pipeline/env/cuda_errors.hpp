// What CUDA's error codes mean: for the device plug-ins, for the devices that stand in for CUDA, and for the
// rules that name them. Codes and texts: CUDA Runtime API, cudaError_t and cudaGetErrorString(). No CUDA
// header, so that what simulates CUDA builds without one.
#pragma once

#include <string>

#include "pipeline/env/device_plugin.hpp"

namespace slots {

enum CudaError : int {
  kCudaOutOfMemory = 2,
  kCudaInvalidConfiguration = 9,
  kCudaDeviceUnavailable = 46,  // what a card that fell off the bus answers
  kCudaUncorrectableEcc = 214,
  kCudaMpsRpcFailure = 806,        // the server that clients of one card share is gone, for a client's fault
  kCudaMpsClientTerminated = 810,  // that server has ended this client
  kCudaIllegalAddress = 700,
  kCudaLaunchOutOfResources = 701,
  kCudaLaunchTimeout = 702,
  kCudaAssert = 710,
  kCudaIllegalInstruction = 715,
  kCudaMisalignedAddress = 716,
  kCudaLaunchFailure = 719,
};

// sticky: the context is lost, and only a new process has a new one. co_runner: the same, for the fault of
// another client of a shared context (MPS: "a fatal GPU fault … is reported to all the clients … without
// indicating which client generated it", https://docs.nvidia.com/deploy/mps/); which of these codes a client
// of a real server gets was not compared on a device. lost: the card itself is in doubt.
constexpr DeviceFault fault_of(int code) {
  switch (code) {
    case 0:
      return DeviceFault::none;
    case kCudaOutOfMemory:
      return DeviceFault::out_of_memory;
    case kCudaDeviceUnavailable:
    case 100:  // no CUDA-capable device is detected
    case 802:  // system not yet initialized
    case 999:  // unknown error
      return DeviceFault::lost;
    case kCudaMpsRpcFailure:
    case kCudaMpsClientTerminated:
      return DeviceFault::co_runner;
    case kCudaUncorrectableEcc:
    case 220:  // uncorrectable NVLink error
    case kCudaIllegalAddress:
    case kCudaLaunchTimeout:
    case kCudaAssert:
    case 714:  // hardware stack error
    case kCudaIllegalInstruction:
    case kCudaMisalignedAddress:
    case 717:  // invalid address space
    case 718:  // invalid program counter
    case kCudaLaunchFailure:
      return DeviceFault::sticky;
    default:
      return DeviceFault::launch_failed;
  }
}

// Whether every later call of the process fails, too.
constexpr bool stays(DeviceFault fault) {
  return fault == DeviceFault::sticky || fault == DeviceFault::co_runner || fault == DeviceFault::lost;
}

// The XID that the driver reports with this error, for devices that stand in for CUDA; 0: none. NVIDIA's
// catalogue describes each (https://docs.nvidia.com/deploy/xid-errors/analyzing-xid-catalog.html); it names
// no CUDA codes, so this pairing is ours: by the descriptions, and not compared on a device.
constexpr int xid_of(int code) {
  switch (code) {
    case kCudaIllegalAddress:
      return 31;  // GPU memory page fault
    case 714:
    case 715:
    case 716:
    case 717:
    case 718:
    case kCudaLaunchFailure:
      return 13;  // graphics engine exception
    case kCudaAssert:
      return 43;  // GPU stopped processing: a fault that the program's software made
    case kCudaLaunchTimeout:
      return 8;  // GPU stopped processing
    case kCudaUncorrectableEcc:
      return 94;  // contained memory error: the program whose memory it was is to be restarted
    case 220:
      return 74;  // NVLink error
    case kCudaDeviceUnavailable:
    case 999:
      return 79;  // fallen off the bus
    default:
      return 0;
  }
}

constexpr const char* describe_cuda(int code) {
  switch (code) {
    case 1:
      return "invalid argument";
    case kCudaOutOfMemory:
      return "out of memory";
    case kCudaInvalidConfiguration:
      return "invalid configuration argument";
    case kCudaDeviceUnavailable:
      return "CUDA-capable device(s) is/are busy or unavailable";
    case kCudaUncorrectableEcc:
      return "uncorrectable ECC error encountered";
    case 220:
      return "uncorrectable NVLink error detected during the execution";
    case kCudaIllegalAddress:
      return "an illegal memory access was encountered";
    case kCudaLaunchOutOfResources:
      return "too many resources requested for launch";
    case kCudaLaunchTimeout:
      return "the launch timed out and was terminated";
    case kCudaAssert:
      return "device-side assert triggered";
    case 714:
      return "hardware stack error";
    case kCudaIllegalInstruction:
      return "an illegal instruction was encountered";
    case kCudaMisalignedAddress:
      return "misaligned address";
    case 717:
      return "operation not supported on global/shared address space";
    case 718:
      return "invalid program counter";
    case kCudaLaunchFailure:
      return "unspecified launch failure";
    case kCudaMpsRpcFailure:
      return "MPS client failed to communicate with the MPS server";
    case kCudaMpsClientTerminated:
      return "the MPS client has been terminated by the server";
    default:
      return "unknown error";
  }
}

// What a device that stands in for CUDA says of this code. `during`: "launch". Out of memory has numbers of
// its own, which the caller knows.
inline DeviceError cuda_error(int code, const std::string& during) {
  return {.fault = fault_of(code),
          .message = "CUDA error " + std::to_string(code) + " at " + during + ": " + describe_cuda(code),
          .code = code};
}

}  // namespace slots
