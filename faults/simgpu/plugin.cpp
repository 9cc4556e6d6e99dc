// slot_device_open(): SimGPU as the worker's device.
//
// Settings: card (file; default /dev/shm/simgpu-<uid>-<index>), capacity_bytes (default 12000000 where the
// card is made), role (the process's name in rules; default: see faults/rule/rule.h).
#include <charconv>
#include <set>

#include "faults/rule/rule.h"
#include "faults/simgpu/device.hpp"
#include "faults/simgpu/stage.hpp"

namespace ordeal::simgpu {
namespace {

class SimPlugin final : public slots::DevicePlugin {
 public:
  explicit SimPlugin(Device& device) : device_(device) {}

  std::string name() const override { return "sim"; }
  std::string torch_device() const override { return "privateuseone:0"; }

  slots::DeviceMemory memory() override {
    Card& card = device_.card();
    const CardReading now = card.reading();
    return {now.capacity, now.used, card.used_here(), card.peak_here()};
  }
  void reset_peak() override { device_.card().reset_peak(); }

  void begin(const std::string& stage, slots::StagePace pace) override {
    device_.card().compute(+1);
    begin_stage(stage, pace);
  }
  void end() override {
    end_stage();
    device_.card().compute(-1);
  }
  slots::DeviceCounts counts() override { return counts_here(); }

  void synchronize() override {
    const ordeal_decision decision = device_.reach(ORDEAL_SYNCHRONIZE, nullptr, 0);
    wait_here(std::chrono::nanoseconds(decision.delay_ns));
    ordeal_rule_done(&decision);
    if (StageRun* stage = current_stage()) stage->synchronize();
  }
  void cancel(const std::string& stage) override { cancel_stage(stage); }
  slots::DeviceError take_error() override { return take_last_error(); }
  void empty_cache() override {}  // nothing is cached

 private:
  Device& device_;
};

bool read_bytes(const std::string& text, std::uint64_t& bytes) {
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, bytes);
  return error == std::errc() && at == end && bytes > 0;
}

slots::DevicePlugin* open(const slots::DeviceOptions& options, std::string& why) {
  static const std::set<std::string> known{"card", "capacity_bytes", "role"};
  std::string path = Card::default_path(options.index);
  std::uint64_t capacity = 0;
  const char* role = nullptr;
  for (const auto& [key, value] : options.settings) {
    if (key == "card") path = Card::path_of(value, options.index);
    if (key == "role") role = value.c_str();
    if (key == "capacity_bytes" && !read_bytes(value, capacity)) {
      why = "setting capacity_bytes of the simulated device is \"" + value +
            "\": write a number of bytes above 0";
      return nullptr;
    }
    if (!known.contains(key)) {
      why = "the simulated device has no setting " + key + "; it has card, capacity_bytes and role";
      return nullptr;
    }
  }
  if (options.clock) keep_time_of(*options.clock);
  ordeal_rule_claim(role);
  auto card = Card::open(path, capacity);
  if (!card) {
    why = card.error().message;
    return nullptr;
  }
  if ((*card)->lost()) {
    why = "the simulated card " + path + " is lost: it does not answer until it is restored";
    return nullptr;
  }
  return new SimPlugin(open_device(std::move(*card), options.index));
}

}  // namespace
}  // namespace ordeal::simgpu

extern "C" __attribute__((visibility("default"))) slots::DevicePlugin* slot_device_open(
    const slots::DeviceOptions& options, std::string& why) {
  return ordeal::simgpu::open(options, why);
}
