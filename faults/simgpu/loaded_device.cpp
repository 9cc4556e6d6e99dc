#include "faults/simgpu/loaded_device.hpp"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <stdlib.h>

#include <filesystem>

namespace ordeal::simgpu {
namespace {

// Made once: a process maps one block and keeps it.
struct Loaded {
  Loaded() : rules(make_block()) {
    void* library = dlopen(ORDEAL_BINARY_DIR "/lib/libslot_device_sim.so", RTLD_NOW | RTLD_LOCAL);
    if (!library) throw std::runtime_error(dlerror());
    open = reinterpret_cast<SlotDeviceOpen>(dlsym(library, "slot_device_open"));
    at::set_num_threads(1);
  }
  ~Loaded() { std::filesystem::remove_all(folder); }

  rule::RuleBlock make_block() {
    std::string pattern = (std::filesystem::temp_directory_path() / "simgpu-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    rule::RuleBlock block = rule::RuleBlock::create(folder / "rules").value();
    if (ordeal_rule_attach((folder / "rules").c_str()) != 0) throw std::runtime_error(ordeal_rule_problem());
    return block;
  }

  std::filesystem::path folder;
  rule::RuleBlock rules;
  SlotDeviceOpen open = nullptr;
  int cards = 0;
};

Loaded& loaded() {
  static Loaded once;
  return once;
}

}  // namespace

LoadedDevice::LoadedDevice() {
  card_path = loaded().folder / ("card " + std::to_string(++loaded().cards));
  std::string why;
  device = open({{"capacity_bytes", std::to_string(kCapacity)}}, why);
  if (!device) throw std::runtime_error(why);
}

LoadedDevice::~LoadedDevice() {
  std::filesystem::remove(card_path);
}

std::unique_ptr<slots::DevicePlugin> LoadedDevice::open(std::map<std::string, std::string> settings,
                                                        std::string& why) {
  settings.emplace("card", card_path);
  settings.emplace("role", "worker 1");
  return std::unique_ptr<slots::DevicePlugin>(loaded().open({.settings = std::move(settings)}, why));
}

rule::Guard LoadedDevice::arm(const rule::Rule& rule) {
  return rules().add(rule).value();
}

rule::RuleBlock& LoadedDevice::rules() {
  return loaded().rules;
}

std::ostream& operator<<(std::ostream& out, Thrown thrown) {
  constexpr const char* kNames[] = {"nothing", "out_of_memory", "torch_error", "cancelled", "other"};
  return out << kNames[static_cast<int>(thrown)];
}

}  // namespace ordeal::simgpu
