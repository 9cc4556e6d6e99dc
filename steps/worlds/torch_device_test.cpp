// A worker's own device under the conformance script of pipeline/env: LibTorch on SimGPU, as a worker loads
// it, and on the CPU with its memory counted.
#include "pipeline/worker/torch_device.hpp"

#include <stdlib.h>
#include <torch/script.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "faults/rule/rule.h"
#include "faults/simgpu/card.hpp"
#include "harness/process/child.hpp"
#include "harness/sim/fails_by_rules_fixture.hpp"
#include "pipeline/models/profile.hpp"
#include "pipeline/real/device_clock.hpp"
#include "pipeline/real/world.hpp"
#include "pipeline/stages/devices/load_device.hpp"
#include "pipeline/stages/failing_device.hpp"
#include "steps/worlds/built_models.hpp"

namespace slots::conformance {
namespace {

namespace fs = std::filesystem;
namespace rule = ordeal::rule;

// All memory that this process may write, in pieces.
std::vector<std::pair<char*, char*>> writable_memory() {
  std::vector<std::pair<char*, char*>> pieces;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    char *begin = nullptr, *end = nullptr;
    char rights[5] = "";
    if (std::sscanf(line.c_str(), "%p-%p %4s", reinterpret_cast<void**>(&begin),
                    reinterpret_cast<void**>(&end), rights) == 3 &&
        std::string(rights) == "rw-p")
      pieces.emplace_back(begin, end);
  }
  return pieces;
}

// Flips a bit in each copy of a weight of the audio model but the one that is read here to know it by: the
// device's, and what loading has left in memory that is free again.
int flip_copies_of_a_weight() {
  const torch::jit::Module model = torch::jit::load((ordeal::built_models() / "audio.pt").string());
  at::Tensor known;
  for (const at::Tensor& weight : model.parameters()) {
    if (!known.defined() || weight.nbytes() > known.nbytes()) known = weight;
  }
  const auto* bytes = static_cast<const char*>(known.const_data_ptr());
  int flipped = 0;
  for (const auto& [begin, end] : writable_memory()) {
    for (char* at = begin; at < end; ++at) {
      at = static_cast<char*>(::memmem(at, static_cast<std::size_t>(end - at), bytes, known.nbytes()));
      if (!at) break;
      if (at == bytes) continue;
      at[known.nbytes() / 2] ^= 4;
      ++flipped;
      break;  // what is behind it is no copy, and has changed
    }
  }
  return flipped;
}

class TorchUnderTest : public DeviceUnderTest {
 public:
  ~TorchUnderTest() override { fs::remove_all(folder_); }

  void run(std::function<Task<void>(Env&)> body) override {
    const Backends only({"sim"}, [](const std::string&, int, std::string&) { return nullptr; });
    TorchDevice device(only, {.plugin = std::move(plugin_), .passed_over = {}});
    RealWorld world({.role = "worker 1", .device = &device});
    device.attach(world.reactor().loop(), world.env().clock,
                  {.post = [&](std::function<void()> action) { world.reactor().post(std::move(action)); },
                   .beside = [&](std::function<void()> work) { world.reactor().beside(std::move(work)); }});
    const int code = world.run([&](Env& env) -> Task<int> {
      const auto done = co_await env.within(60s, [](Env& e, auto& b) -> Task<bool> {
        co_await b(e);
        co_return true;
      }(env, body));
      EXPECT_TRUE(done) << "the device has not answered within 60 s";
      co_return 0;
    });
    EXPECT_EQ(code, 0) << "the test's program threw; see its log";
  }
  DeviceSettings settings() override {
    return {.profile = "tiny", .models_folder = ordeal::built_models().string()};
  }
  std::string folder() override { return folder_ / "slot"; }
  std::optional<std::string> flip_a_weight(std::string&) override {
    EXPECT_GE(flip_copies_of_a_weight(), 1) << "no copy of the weight was found";
    return "audio";
  }

 protected:
  TorchUnderTest() {
    std::string name = testing::TempDir() + "device-XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }

  fs::path folder_;
  std::unique_ptr<DevicePlugin> plugin_;
};

// A process maps one rule block and keeps it.
rule::RuleBlock& mapped_rules() {
  static const std::unique_ptr<char, void (*)(void*)> pattern(
      ::strdup((testing::TempDir() + "rules-XXXXXX").c_str()), &std::free);
  static rule::RuleBlock block = [] {
    const fs::path folder = ::mkdtemp(pattern.get());
    auto made = rule::RuleBlock::create(folder / "rules").value();
    if (ordeal_rule_attach((folder / "rules").c_str()) != 0) throw std::runtime_error(ordeal_rule_problem());
    fs::remove_all(folder);
    return made;
  }();
  return block;
}

class SimGpuUnderTest final : public ordeal::sim::FailsByRules<TorchUnderTest> {
 public:
  SimGpuUnderTest() {
    mapped_rules();
    static RealDeviceClock clock(1);  // stages on other threads may outlive a device
    plugin_ =
        load_device("sim", {.settings = {{"card", folder_ / "card"}, {"role", "worker 1"}}, .clock = &clock})
            .value();
  }

  DeviceSettings settings() override {
    DeviceSettings settings = TorchUnderTest::settings();
    settings.limits = find_profile(settings.profile)->limits();
    return settings;
  }
  std::optional<Others> others(std::string&) override {
    constexpr std::uint64_t kBytes = 7'000'000;
    const auto held = [this] {
      return neighbour_ ? ordeal::simgpu::read_card(folder_ / "card").value().used_by(neighbour_->pid()) : 0;
    };
    return Others{.take =
                      [this] {
                        if (neighbour_) return;
                        neighbour_.emplace(ordeal::process::Child::spawn(
                                               {.argv = {ORDEAL_BINARY_DIR "/bin/simgpu-neighbour",
                                                         folder_ / "card", std::to_string(kBytes)}})
                                               .value());
                      },
                  .have_all = [held] { return held() == kBytes; },
                  .leave = [this] { neighbour_.reset(); }};
  }

 private:
  rule::RuleBlock& rules() override { return mapped_rules(); }

  std::optional<ordeal::process::Child> neighbour_;
};

class CpuUnderTest final : public TorchUnderTest {
 public:
  CpuUnderTest() {
    auto failing = std::make_unique<FailingDevice>();
    device_ = failing.get();
    plugin_ = std::move(failing);
  }
  bool on_host() const override { return true; }

  void fail_allocations(Stage stage, std::uint64_t times) override {
    device_->fail_allocation(name(stage), 1, static_cast<int>(times));
  }
  void fail(Stage stage, DeviceFault fault) override {
    device_->fail_synchronize(name(stage), fault);
    spoilt_ = stays(fault);
  }
  void heal() override {
    if (!spoilt_) device_->heal();
  }
  std::optional<Others> others(std::string& why) override {
    why = "its memory is the host's";
    return std::nullopt;
  }
  void hold(Stage stage) override { device_->hold_synchronize(name(stage)); }

 private:
  FailingDevice* device_;
  bool spoilt_ = false;
};

}  // namespace

std::vector<NamedDevice> devices_under_test() {
  return {{"SimGpu", [] { return std::make_unique<SimGpuUnderTest>(); }},
          {"LibTorchCpu", [] { return std::make_unique<CpuUnderTest>(); }}};
}

}  // namespace slots::conformance
