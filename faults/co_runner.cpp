// Another program's fault: the server that shares a card's context between its clients (MPS) ends all of
// them.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal {
namespace {

// A client hears of it at its next launch.
class CoRunner final : public Fault {
 public:
  CoRunner(rule::RuleBlock rules, const std::vector<std::string>& clients) {
    for (const std::string& client : clients) {
      ends_.push_back(
          std::make_unique<RuleFault>(rules, "the end of the shared context of " + client,
                                      rule::Rule{.at = {.role = client, .operation = ORDEAL_LAUNCH},
                                                 .when = rule::once(1),
                                                 .then = rule::fail(slots::kCudaMpsClientTerminated)}));
    }
  }
  std::string name() const override { return "a co-runner's fault that ends a shared context"; }
  Evidence landed() const override {
    Evidence all{.landed = true, .what = "", .at = std::nullopt};
    for (const auto& end : ends_) {
      const Evidence one = end->landed();
      all.landed &= one.landed;
      all.what += (all.what.empty() ? "" : "; ") + one.what;
      if (one.at) all.at = std::max(all.at.value_or(*one.at), *one.at);
    }
    return all;
  }
  void cure() override {
    for (const auto& end : ends_) end->cure();
  }

 private:
  std::vector<std::unique_ptr<RuleFault>> ends_;
};

}  // namespace

const FaultDescriptor kCoRunner = {
    .name = "co-runner",
    .wording = "a co-runner's fault ends the context that worker {int} and worker {int} share with it",
    .what = "cudaErrorMpsClientTerminated at the next launch of each; it stays until their processes end.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_ERROR}},
    .evidence = "the seam's word that it refused, from each of them",
    .cure = "only the end of their processes; nothing to undo",
    .example = "When a co-runner's fault ends the context that worker 1 and worker 2 share with it",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      return std::make_unique<CoRunner>(
          place.rules(), std::vector{"worker " + arguments.text(0), "worker " + arguments.text(1)});
    }};

}  // namespace ordeal
