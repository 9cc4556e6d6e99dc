// The simulated device under the conformance script of pipeline/env.
#include "faults/rule/rule.hpp"
#include "harness/sim/world.hpp"
#include "pipeline/env/conformance/device_under_test.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace slots::conformance {
namespace {

namespace rule = ordeal::rule;

// Small numbers that divide evenly by nothing.
constexpr Costs kCosts{
    .models_bytes = 1'000'003,
    .stages = {{{{.launches = 101, .allocations = 47, .allocated_bytes = 70'001, .peak_bytes = 5'003},
                 {.launches = 7, .allocations = 5, .allocated_bytes = 60'007, .peak_bytes = 4'001},
                 {.launches = 211, .allocations = 31, .allocated_bytes = 50'021, .peak_bytes = 9'001},
                 {.launches = 13, .allocations = 11, .allocated_bytes = 40'009, .peak_bytes = 2'003}}}}};

int code_of(DeviceFault fault) {
  if (fault == DeviceFault::lost) return kCudaDeviceUnavailable;
  return fault == DeviceFault::sticky ? kCudaIllegalAddress : kCudaLaunchOutOfResources;
}

class SimUnderTest final : public DeviceUnderTest {
 public:
  SimUnderTest() : rules_(rule::RuleBlock::in_memory().value()), world_({.costs = kCosts}, rules_) {}

  void run(std::function<Task<void>(Env&)> body) override {
    world_.start("worker 1", [&body](Env& env) -> Task<int> {
      co_await body(env);
      co_return 0;
    });
    EXPECT_TRUE(world_.run_until([&] { return world_.processes() == 0; }, 24h)) << world_.log_text();
    ASSERT_FALSE(world_.exits().empty());
    EXPECT_EQ(world_.exits().back().code, 0) << world_.log_text();
  }
  DeviceSettings settings() override { return {.profile = "tiny", .models_folder = "/models"}; }
  std::string folder() override { return "/results"; }

  void fail_allocations(Stage stage, std::uint64_t times) override {
    arm({{.operation = ORDEAL_ALLOC, .stage = name(stage)},
         rule::first(times),
         rule::fail(kCudaOutOfMemory)});
  }
  void fail(Stage stage, DeviceFault fault) override {
    arm({{.operation = ORDEAL_LAUNCH, .stage = name(stage)}, rule::nth(2), rule::fail(code_of(fault))});
  }
  void heal() override { armed_.clear(); }
  std::optional<std::string> flip_a_weight(std::string& why) override {
    why = "the simulated device holds no weights";
    return std::nullopt;
  }

 private:
  void arm(const rule::Rule& rule) { armed_.push_back(rules_.add(rule).value()); }

  rule::RuleBlock rules_;
  std::vector<rule::Guard> armed_;
  ordeal::sim::World world_;
};

}  // namespace

std::vector<NamedDevice> devices_under_test() {
  return {{"Simulated", [] { return std::make_unique<SimUnderTest>(); }}};
}

}  // namespace slots::conformance
