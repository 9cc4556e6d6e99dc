// The device has no memory for a stage: the n-th allocation fails, or every one.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal {
namespace {

std::unique_ptr<Fault> out_of_memory(FaultPlace& place, const std::string& which, slots::Stage stage,
                                     rule::Trigger when) {
  return std::make_unique<RuleFault>(place.rules(),
                                     "out of memory at " + which + " of the " + in_words(stage),
                                     rule::Rule{.at = {.operation = ORDEAL_ALLOC, .stage = name(stage)},
                                                .when = when,
                                                .then = rule::fail(slots::kCudaOutOfMemory)});
}

}  // namespace

const FaultDescriptor kOutOfMemoryOnce = {
    .name = "out-of-memory-once",
    .wording = "the {ordinal} allocation of the {stage} stage fails once",
    .what = "cudaErrorMemoryAllocation at that allocation of the stage, counted from this step.",
    .acts = {{ORDEAL_ALLOC, ORDEAL_ERROR}},
    .evidence = "the seam's word that it refused",
    .cure = "the rule is taken away",
    .example = "When the 2nd allocation of the image stage fails once",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      const std::uint64_t nth = arguments.number(0);
      return out_of_memory(place, "allocation " + std::to_string(nth), arguments.stage(1), rule::once(nth));
    }};

const FaultDescriptor kOutOfMemoryAlways = {
    .name = "out-of-memory",
    .wording = "every allocation of the {stage} stage fails",
    .what = "cudaErrorMemoryAllocation at each allocation of the stage, from this step on.",
    .acts = {{ORDEAL_ALLOC, ORDEAL_ERROR}},
    .evidence = "the seam's word that it refused",
    .cure = "the rule is taken away",
    .example = "When every allocation of the image stage fails",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      return out_of_memory(place, "every allocation", arguments.stage(0), rule::always());
    }};

namespace {

// Both rules: it has landed when the handler itself ran out of memory.
class OutOfMemoryTwice final : public Fault {
 public:
  OutOfMemoryTwice(FaultPlace& place, slots::Stage stage)
      : stage_(out_of_memory(place, "every allocation", stage, rule::always())),
        handler_(place.rules(), "out of memory while the worker clears up",
                 rule::Rule{.at = {.operation = ORDEAL_SYNCHRONIZE, .stage = "settle"},
                            .when = rule::always(),
                            .then = rule::fail(slots::kCudaOutOfMemory)}) {}

  std::string name() const override { return stage_->name() + ", and again in its handler"; }
  Evidence landed() const override {
    const Evidence first = stage_->landed();
    return first.landed ? handler_.landed() : first;
  }
  void cure() override {
    stage_->cure();
    handler_.cure();
  }

 private:
  std::unique_ptr<Fault> stage_;
  RuleFault handler_;
};

}  // namespace

const FaultDescriptor kOutOfMemoryInHandler = {
    .name = "out-of-memory-in-handler",
    .wording =
        "every allocation of the {stage} stage fails, and the worker's handler runs out of memory, too",
    .what =
        "cudaErrorMemoryAllocation at each allocation of the stage, and where the worker waits for the "
        "device to "
        "clear up after it.",
    .acts = {{ORDEAL_ALLOC, ORDEAL_ERROR}, {ORDEAL_SYNCHRONIZE, ORDEAL_ERROR}},
    .real_files = true,
    .evidence = "the seam's word that it refused, in the stage and in the handler",
    .cure = "the rules are taken away",
    .example =
        "When every allocation of the image stage fails, and the worker's handler runs out of memory, too",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      return std::make_unique<OutOfMemoryTwice>(place, arguments.stage(0));
    }};

}  // namespace ordeal
