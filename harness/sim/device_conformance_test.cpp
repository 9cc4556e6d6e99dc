// The simulated device under the conformance script of pipeline/env.
#include "harness/sim/fails_by_rules_fixture.hpp"
#include "harness/sim/world.hpp"

namespace slots::conformance {
namespace {

namespace rule = ordeal::rule;

// Small numbers that divide evenly by nothing.
constexpr Costs kCosts{.stages = {{{{.launches = 101,
                                     .allocations = 47,
                                     .allocated_bytes = 70'001,
                                     .peak_bytes = 5'003,
                                     .model_bytes = 100'003},
                                    {.launches = 7,
                                     .allocations = 5,
                                     .allocated_bytes = 60'007,
                                     .peak_bytes = 4'001,
                                     .model_bytes = 500'009},
                                    {.launches = 211,
                                     .allocations = 31,
                                     .allocated_bytes = 50'021,
                                     .peak_bytes = 9'001,
                                     .model_bytes = 300'007},
                                    {.launches = 13,
                                     .allocations = 11,
                                     .allocated_bytes = 40'009,
                                     .peak_bytes = 2'003,
                                     .model_bytes = 100'019}}}}};

class SimUnderTest final : public ordeal::sim::FailsByRules<DeviceUnderTest> {
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
  DeviceSettings settings() override {
    return {.profile = "tiny",
            .models_folder = "/models",
            .limits = {.soft = 1'100'000, .hard = 1'150'000, .leak = 10'000}};
  }
  std::string folder() override { return "/results"; }

  std::optional<Others> others(std::string&) override {
    constexpr std::uint64_t kBytes = 700'000;
    ordeal::sim::Card& card = world_.card();
    return Others{
        .take =
            [&card] {
              if (card.used_by("other") == 0) card.take("other", kBytes);
            },
        .have_all = [&card, asked = 0]() mutable { return ++asked > 1 && card.used_by("other") > 0; },
        .leave = [&card] { card.give_all("other"); }};
  }

  std::optional<std::string> flip_a_weight(std::string& why) override {
    why = "the simulated device holds no weights";
    return std::nullopt;
  }

 private:
  rule::RuleBlock& rules() override { return rules_; }

  rule::RuleBlock rules_;
  ordeal::sim::World world_;
};

}  // namespace

std::vector<NamedDevice> devices_under_test() {
  return {{"Simulated", [] { return std::make_unique<SimUnderTest>(); }}};
}

}  // namespace slots::conformance
