// The part of NVML's binary interface that is used here: by the director, which opens libnvidia-ml.so.1, and
// by what stands in for that library (faults/nvml). Names, numbers and layouts: NVML API Reference,
// https://docs.nvidia.com/deploy/nvml-api/, as nvidia-ml-py 13.580 has them. No header of NVIDIA's, so that
// it builds without a driver.
#pragma once

#include <cstdint>

namespace slots::nvml {

enum Return : int {
  kSuccess = 0,
  kUninitialized = 1,
  kInvalidArgument = 2,
  kNotSupported = 3,
  kNotFound = 6,
  kInsufficientSize = 7,
  kDriverNotLoaded = 9,
  kTimeout = 10,
  kGpuIsLost = 15,
  kArgumentVersionMismatch = 25,
  kUnknown = 999,
};

struct DeviceHandle;
struct EventSetHandle;
using Device = DeviceHandle*;
using EventSet = EventSetHandle*;

enum EventType : std::uint64_t {
  kSingleBitEccError = 0x1,
  kDoubleBitEccError = 0x2,
  kXidCriticalError = 0x8,
  kGpuRecoveryAction = 0x8000,
};

struct EventData {
  Device device;
  unsigned long long type;  // enum EventType
  unsigned long long data;  // the XID
  unsigned int gpu_instance, compute_instance;
};
struct EventDataV1 {  // of nvmlEventSetWait, before instances
  Device device;
  unsigned long long type, data;
};

struct Memory {  // bytes
  unsigned long long total, free, used;
};
struct MemoryV2 {
  unsigned int version;
  unsigned long long total, reserved, free, used;
};
inline constexpr unsigned int kMemoryV2 = 2u << 24 | sizeof(MemoryV2);

struct ProcessInfoV1 {
  unsigned int pid;
  unsigned long long used;  // bytes
};
struct ProcessInfo {
  unsigned int pid;
  unsigned long long used;
  unsigned int gpu_instance, compute_instance;
};
inline constexpr unsigned int kNoInstance = 0xffffffff;

struct Utilization {
  unsigned int gpu, memory;  // %
};

struct PciInfo {
  char bus_id_legacy[16];
  unsigned int domain, bus, device, device_id, subsystem_id;
  char bus_id[32];  // "00000000:01:00.0"
};

union Value {
  double as_double;
  unsigned int as_unsigned;
  unsigned long long as_unsigned_long_long;
};
enum ValueType : unsigned int { kDouble = 0, kUnsignedInt = 1, kUnsignedLongLong = 3 };
struct FieldValue {
  unsigned int field, scope;
  long long timestamp, latency_us;
  unsigned int value_type;
  int result;  // enum Return
  Value value;
};
inline constexpr unsigned int kFieldGpuRecoveryAction = 230;  // nvmlGpuRecoveryAction: 0 none

}  // namespace slots::nvml
