// The simulated world under the conformance scripts of pipeline/env.
#include "harness/sim/world.hpp"
#include "pipeline/env/conformance/world_under_test.hpp"

namespace slots::conformance {
namespace {

class SimUnderTest final : public WorldUnderTest {
 public:
  SimUnderTest() : rules_(ordeal::rule::RuleBlock::in_memory().value()), world_({}, rules_) {
    rules_.count_sites(true);
    world_.set_programs([](const SpawnRequest& request) -> ordeal::sim::Program {
      return [request](Env& env) { return worker_main(env, request); };
    });
    world_.make_folder(folder());
  }

  void start(const std::string& role, Program program) override { world_.start(role, std::move(program)); }

  std::map<std::string, int> run() override {
    EXPECT_TRUE(world_.run_until([&] { return world_.processes() == 0; }, 1h)) << world_.log_text();
    std::map<std::string, int> codes;
    for (const auto& exit : world_.exits()) codes[exit.role] = exit.code;
    return codes;
  }

  std::string address(Peers peers) override {
    return peers == Peers::workers ? "unix:/command.sock" : "http://director";
  }
  std::map<std::string, std::uint64_t> calls() override {
    std::map<std::string, std::uint64_t> calls;
    for (const auto& site : rules_.sites()) {
      if (site.operation == ORDEAL_CALL)
        calls[call_in_words(site.call, site.object, site.stage)] += site.hits;
    }
    return calls;
  }
  std::string folder() override { return "/files"; }

 private:
  ordeal::rule::RuleBlock rules_;
  ordeal::sim::World world_;
};

}  // namespace

std::vector<NamedWorld> worlds_under_test() {
  return {{"Simulated", [] { return std::make_unique<SimUnderTest>(); }}};
}

}  // namespace slots::conformance
