// NVML's functions over SimGPU's cards: those that monitoring programs call. What is not here is no symbol of
// the library, so that a program which asks whether a function exists gets a true answer.
#include <algorithm>
#include <cstdio>
#include <cstring>

#include "faults/nvml/cards.hpp"

using namespace ordeal::nvml;
using ordeal::simgpu::CardHealth;
using ordeal::simgpu::CardReading;

namespace {

constexpr const char* kDriverVersion = "580.126";
constexpr const char* kLibraryVersion = "13.580.126";
constexpr int kCudaVersion = 13000;
constexpr const char* kName = "SimGPU";
constexpr unsigned int kUnknownDevice = 0xffff10de;  // of NVIDIA's vendor number, and no product

Return handle_at(unsigned int index, Device* device) {
  const auto* all = cards();
  if (!all) return kUninitialized;
  if (!device || index >= all->size()) return kInvalidArgument;
  const ShownCard* found = nullptr;
  const Return answer = find(handle_of((*all)[index]), found);
  if (answer == kSuccess) *device = handle_of(*found);
  return answer;
}

template <class Is>
Return handle_where(Is is, Device* device) {
  const auto* all = cards();
  if (!all) return kUninitialized;
  const auto found = std::find_if(all->begin(), all->end(), is);
  return found == all->end() ? kNotFound : handle_at(static_cast<unsigned int>(found->index), device);
}

// Also as older programs write it, with a domain of four digits.
bool is_bus_id(const ShownCard& card, const char* text) {
  return card.bus_id == text || card.bus_id.substr(4) == text;
}

Return count_cards(unsigned int* count) {
  const auto* all = cards();
  if (!all) return kUninitialized;
  if (!count) return kInvalidArgument;
  *count = static_cast<unsigned int>(all->size());
  return kSuccess;
}

PciInfo pci_info(const ShownCard& card) {
  PciInfo info{.domain = 0,
               .bus = static_cast<unsigned int>(card.index) + 1,
               .device = 0,
               .device_id = kUnknownDevice,
               .subsystem_id = kUnknownDevice};
  card.bus_id.copy(info.bus_id, sizeof info.bus_id - 1);
  card.bus_id.substr(4).copy(info.bus_id_legacy, sizeof info.bus_id_legacy - 1);
  return info;
}

// The two-step protocol of NVML: how many there are when the array is too small, else all of them.
template <class Info>
int processes(Device device, unsigned int* count, Info* infos) {
  return ask(device, count, [&](const ShownCard& card) -> Return {
    const CardReading now = card.card->reading();
    const unsigned int room = std::exchange(*count, static_cast<unsigned int>(now.processes.size()));
    if (now.processes.empty()) return kSuccess;
    if (!infos || room < now.processes.size()) return kInsufficientSize;
    for (std::size_t n = 0; n < now.processes.size(); ++n) {
      infos[n].pid = static_cast<unsigned int>(now.processes[n].pid);
      infos[n].used = now.processes[n].used;
      if constexpr (std::is_same_v<Info, ProcessInfo>)
        infos[n].gpu_instance = infos[n].compute_instance = kNoInstance;
    }
    return kSuccess;
  });
}

enum class Counter : int { since_reset = 0, ever = 1 };
enum class Error : int { corrected = 0, uncorrected = 1 };
constexpr int kDeviceMemory = 2;  // the location in which SimGPU counts

int count_errors(Device device, int error, int counter, unsigned long long* count) {
  if (error < 0 || error > 1 || counter < 0 || counter > 1) return kInvalidArgument;
  return ask(device, count, [&](const ShownCard& card) -> unsigned long long {
    const CardHealth now = card.card->health();
    const auto& counts = Counter(counter) == Counter::since_reset ? now.since_reset : now.ever;
    return Error(error) == Error::corrected ? counts.corrected : counts.uncorrected;
  });
}

constexpr int kGraphics = 0, kSm = 1, kMem = 2;

int clock_of(Device device, int type, unsigned int* mhz, bool highest) {
  return ask(device, mhz, [&](const ShownCard& card) -> Return {
    const CardHealth now = card.card->health();
    if (type != kGraphics && type != kSm && type != kMem) return kNotSupported;
    *mhz = type == kMem ? now.memory_clock_mhz : highest ? now.highest_clock_mhz : now.core_clock_mhz;
    return kSuccess;
  });
}

void answer_field(const ShownCard& card, FieldValue& field) {
  field.timestamp = field.latency_us = 0;
  field.value_type = kUnsignedInt;
  field.result = field.field == kFieldGpuRecoveryAction ? kSuccess : kNotSupported;
  if (field.result == kSuccess) field.value.as_unsigned = card.card->health().recovery;
}

}  // namespace

ORDEAL_NVML nvmlInit_v2() {
  return initialise();
}
ORDEAL_NVML nvmlInit() {
  return initialise();
}
ORDEAL_NVML nvmlInitWithFlags(unsigned int) {
  return initialise();
}
ORDEAL_NVML nvmlShutdown() {
  return shut_down();
}

ORDEAL_NVML nvmlSystemGetDriverVersion(char* version, unsigned int length) {
  return cards() ? copy_text(kDriverVersion, version, length) : kUninitialized;
}
ORDEAL_NVML nvmlSystemGetNVMLVersion(char* version, unsigned int length) {
  return copy_text(kLibraryVersion, version, length);
}
ORDEAL_NVML nvmlSystemGetCudaDriverVersion(int* version) {
  if (!version) return kInvalidArgument;
  *version = kCudaVersion;
  return kSuccess;
}
ORDEAL_NVML nvmlSystemGetCudaDriverVersion_v2(int* version) {
  return nvmlSystemGetCudaDriverVersion(version);
}
ORDEAL_NVML nvmlSystemGetProcessName(unsigned int pid, char* name, unsigned int length) {
  if (!cards()) return kUninitialized;
  char line[256] = {};
  std::FILE* file = std::fopen(("/proc/" + std::to_string(pid) + "/cmdline").c_str(), "r");
  if (!file) return kNotFound;
  const std::size_t got = std::fread(line, 1, sizeof line - 1, file);
  std::fclose(file);
  return got == 0 ? kNotFound : copy_text(line, name, length);
}

ORDEAL_NVML nvmlDeviceGetCount(unsigned int* count) {
  return count_cards(count);
}
ORDEAL_NVML nvmlDeviceGetCount_v2(unsigned int* count) {
  return count_cards(count);
}
ORDEAL_NVML nvmlDeviceGetHandleByIndex(unsigned int index, Device* device) {
  return handle_at(index, device);
}
ORDEAL_NVML nvmlDeviceGetHandleByIndex_v2(unsigned int index, Device* device) {
  return handle_at(index, device);
}
ORDEAL_NVML nvmlDeviceGetHandleByUUID(const char* uuid, Device* device) {
  if (!uuid) return kInvalidArgument;
  return handle_where([&](const ShownCard& card) { return card.uuid == uuid; }, device);
}
ORDEAL_NVML nvmlDeviceGetHandleByPciBusId(const char* bus_id, Device* device) {
  if (!bus_id) return kInvalidArgument;
  return handle_where([&](const ShownCard& card) { return is_bus_id(card, bus_id); }, device);
}
ORDEAL_NVML nvmlDeviceGetHandleByPciBusId_v2(const char* bus_id, Device* device) {
  return nvmlDeviceGetHandleByPciBusId(bus_id, device);
}
ORDEAL_NVML nvmlDeviceGetIndex(Device device, unsigned int* index) {
  return ask(device, index, [](const ShownCard& card) { return static_cast<unsigned int>(card.index); });
}
ORDEAL_NVML nvmlDeviceGetMinorNumber(Device device, unsigned int* number) {
  return nvmlDeviceGetIndex(device, number);
}
ORDEAL_NVML nvmlDeviceGetName(Device device, char* name, unsigned int length) {
  return ask(device, name, [&](const ShownCard&) { return copy_text(kName, name, length); });
}
ORDEAL_NVML nvmlDeviceGetUUID(Device device, char* uuid, unsigned int length) {
  return ask(device, uuid, [&](const ShownCard& card) { return copy_text(card.uuid, uuid, length); });
}
ORDEAL_NVML nvmlDeviceGetPciInfo_v3(Device device, PciInfo* info) {
  return ask(device, info, pci_info);
}

ORDEAL_NVML nvmlDeviceGetMemoryInfo(Device device, Memory* memory) {
  return ask(device, memory, [](const ShownCard& card) {
    const CardReading now = card.card->reading();
    return Memory{now.capacity, now.free(), now.used};
  });
}
ORDEAL_NVML nvmlDeviceGetMemoryInfo_v2(Device device, MemoryV2* memory) {
  return ask(device, memory, [&](const ShownCard& card) -> Return {
    if (memory->version != kMemoryV2) return kArgumentVersionMismatch;
    const CardReading now = card.card->reading();
    *memory = {kMemoryV2, now.capacity, 0, now.free(), now.used};
    return kSuccess;
  });
}
ORDEAL_NVML nvmlDeviceGetComputeRunningProcesses(Device device, unsigned int* count, ProcessInfoV1* infos) {
  return processes(device, count, infos);
}
ORDEAL_NVML nvmlDeviceGetComputeRunningProcesses_v2(Device device, unsigned int* count, ProcessInfo* infos) {
  return processes(device, count, infos);
}
ORDEAL_NVML nvmlDeviceGetComputeRunningProcesses_v3(Device device, unsigned int* count, ProcessInfo* infos) {
  return processes(device, count, infos);
}

// SimGPU has no sampling period: a card on which a stage runs at this moment is wholly in use.
ORDEAL_NVML nvmlDeviceGetUtilizationRates(Device device, Utilization* rates) {
  return ask(device, rates, [](const ShownCard& card) {
    const unsigned int percent = card.card->health().busy ? 100 : 0;
    return Utilization{percent, percent};
  });
}
ORDEAL_NVML nvmlDeviceGetTemperature(Device device, int sensor, unsigned int* celsius) {
  if (sensor != 0) return kInvalidArgument;
  return ask(device, celsius, [](const ShownCard& card) { return card.card->health().temperature_c; });
}
ORDEAL_NVML nvmlDeviceGetClockInfo(Device device, int type, unsigned int* mhz) {
  return clock_of(device, type, mhz, false);
}
ORDEAL_NVML nvmlDeviceGetMaxClockInfo(Device device, int type, unsigned int* mhz) {
  return clock_of(device, type, mhz, true);
}
ORDEAL_NVML nvmlDeviceGetPowerUsage(Device device, unsigned int* milliwatts) {
  return ask(device, milliwatts, [](const ShownCard& card) { return card.card->health().power_mw; });
}

ORDEAL_NVML nvmlDeviceGetEccMode(Device device, unsigned int* current, unsigned int* pending) {
  if (!pending) return kInvalidArgument;
  return ask(device, current, [&](const ShownCard&) {
    *pending = 1;
    return 1u;
  });
}
ORDEAL_NVML nvmlDeviceGetTotalEccErrors(Device device, int error, int counter, unsigned long long* count) {
  return count_errors(device, error, counter, count);
}
ORDEAL_NVML nvmlDeviceGetMemoryErrorCounter(Device device, int error, int counter, int location,
                                            unsigned long long* count) {
  const int answer = count_errors(device, error, counter, count);
  if (answer == kSuccess && location != kDeviceMemory) *count = 0;
  return answer;
}
ORDEAL_NVML nvmlDeviceGetFieldValues(Device device, int number, FieldValue* fields) {
  return ask(device, fields, [&](const ShownCard& card) {
    for (int n = 0; n < number; ++n) answer_field(card, fields[n]);
    return kSuccess;
  });
}

// The texts are NVML's own.
extern "C" __attribute__((visibility("default"))) const char* nvmlErrorString(int result) {
  switch (result) {
    case kSuccess:
      return "Success";
    case kUninitialized:
      return "Uninitialized";
    case kInvalidArgument:
      return "Invalid Argument";
    case kNotSupported:
      return "Not Supported";
    case kNotFound:
      return "Not Found";
    case kInsufficientSize:
      return "Insufficient Size";
    case kDriverNotLoaded:
      return "Driver Not Loaded";
    case kTimeout:
      return "Timeout";
    case kGpuIsLost:
      return "GPU is lost";
    case kArgumentVersionMismatch:
      return "Argument version mismatch";
    default:
      return "Unknown Error";
  }
}
