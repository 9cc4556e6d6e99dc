// CUDA's error codes as rules name them and as SimGPU and the CUDA shim give them back. Codes and texts: CUDA
// Runtime API, cudaError_t and cudaGetErrorString(). No CUDA header, so that SimGPU builds without one.
#pragma once

namespace ordeal::rule {

enum CudaError : int {
  kCudaOutOfMemory = 2,
  kCudaDeviceUnavailable = 46,  // what a card that fell off the bus answers
  kCudaUncorrectableEcc = 214,
  kCudaIllegalAddress = 700,
  kCudaLaunchOutOfResources = 701,
  kCudaLaunchTimeout = 702,
  kCudaAssert = 710,
  kCudaLaunchFailure = 719,
};

// Whether every later call of the process fails, too: the context is lost, and only a new process has a new
// one.
inline bool is_sticky(int code) {
  switch (code) {
    case kCudaUncorrectableEcc:
    case 220:  // uncorrectable NVLink error
    case kCudaIllegalAddress:
    case kCudaLaunchTimeout:
    case kCudaAssert:
    case 714:  // hardware stack error
    case 715:  // illegal instruction
    case 716:  // misaligned address
    case 717:  // invalid address space
    case 718:  // invalid program counter
    case kCudaLaunchFailure:
      return true;
    default:
      return false;
  }
}

inline const char* describe(int code) {
  switch (code) {
    case 1:
      return "invalid argument";
    case kCudaOutOfMemory:
      return "out of memory";
    case 9:
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
    case 715:
      return "an illegal instruction was encountered";
    case 716:
      return "misaligned address";
    case 717:
      return "operation not supported on global/shared address space";
    case 718:
      return "invalid program counter";
    case kCudaLaunchFailure:
      return "unspecified launch failure";
    default:
      return "unknown error";
  }
}

}  // namespace ordeal::rule
