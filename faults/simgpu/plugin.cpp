// slot_device_open(): SimGPU as the worker's device.
//
// Settings: card (file; default /dev/shm/simgpu-<uid>-<index>), capacity_bytes (default 12000000 where the
// card is made), role (the process's name in rules; default: see faults/rule/rule.h).
#include <charconv>
#include <cstdlib>
#include <new>
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
    const std::uint64_t here = card.used_here();
    return {.capacity = now.capacity,
            .used = now.used,
            .used_here = here,
            .live_here = here,
            .peak_here = card.peak_here()};
  }
  void reset_peak() override { device_.card().reset_peak(); }

  void begin(const std::string& stage, slots::StagePace pace) override {
    pace.duration *= static_cast<std::int64_t>(device_.card().begin(stage));
    device_.card().compute(+1);
    begin_stage(stage, pace);
    device_.rest();
  }
  void end() override {
    const StageRun* stage = current_stage();
    if (stage) device_.card().end(stage->name());
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
  void empty_cache() override { device_.card().cache_emptied(); }  // itself it caches nothing

  // A header in front of the block says how large it is.
  void* pin(std::size_t bytes) override {
    if (!device_.card().pin(bytes)) {
      no_memory_to_pin(bytes);
      return nullptr;
    }
    auto* block = static_cast<std::size_t*>(std::aligned_alloc(kPinned, (kPinned + bytes + 63) / 64 * 64));
    if (!block) throw std::bad_alloc();
    *block = bytes;
    return reinterpret_cast<char*>(block) + kPinned;
  }
  void unpin(void* memory) override {
    auto* block = reinterpret_cast<std::size_t*>(static_cast<char*>(memory) - kPinned);
    device_.card().unpin(*block);
    std::free(block);
  }

 private:
  static constexpr std::size_t kPinned = 64;
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
    why = "card " + std::to_string(options.index) + " is lost: it does not answer until it is restored";
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
