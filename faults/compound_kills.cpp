// A worker is killed while it recovers from something else, or while it takes over from another one.
#include <csignal>

#include "faults/all_faults.hpp"
#include "faults/signal_at.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal {
namespace {

// Out of memory once; and SIGKILL at the first launch of the same stage behind it.
class KilledInItsRetry final : public Fault {
 public:
  KilledInItsRetry(FaultPlace& place, slots::Stage stage)
      : memory_(place.rules()
                    .add({.at = site(ORDEAL_ALLOC, stage),
                          .when = rule::once(2),
                          .then = rule::fail(slots::kCudaOutOfMemory)})
                    .value()),
        kill_(place.rules(), "SIGKILL of worker 1 when its " + in_words(stage) + " is run again",
              site(ORDEAL_LAUNCH, stage), rule::after(memory_.id(), rule::at_most(1, rule::always())),
              SIGKILL, place.victim("worker 1")) {}

  std::string name() const override { return kill_.name(); }
  void advance() override { kill_.advance(); }
  Evidence landed() const override { return kill_.landed(); }
  void cure() override { kill_.cure(); }

 private:
  static rule::Site site(std::uint32_t operation, slots::Stage stage) {
    return {.role = "worker 1", .operation = operation, .stage = slots::name(stage)};
  }
  rule::Guard memory_;
  SignalAt kill_;
};

}  // namespace

const FaultDescriptor kKilledInItsRetry = {
    .name = "killed-in-its-retry",
    .wording = "worker 1 runs out of memory in the {stage} stage and is killed when it tries again",
    .what = "The 2nd allocation of the stage fails once; at the first launch behind it SIGKILL is sent.",
    .acts = {{ORDEAL_ALLOC, ORDEAL_ERROR}, {ORDEAL_LAUNCH, ORDEAL_GATE}},
    .evidence =
        "an allocation failed, worker 1 was held behind it, the kernel took the signal, and it is gone",
    .cure = "the gate opens; nothing else to undo",
    .example = "When worker 1 runs out of memory in the image stage and is killed when it tries again",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      return std::make_unique<KilledInItsRetry>(place, arguments.stage(0));
    }};

const FaultDescriptor kKilledTakingOver = {
    .name = "killed-taking-over",
    .wording = "worker {int} is killed while it takes over",
    .what = "SIGKILL, once, while it is held where it loads the models onto the card.",
    .acts = {{ORDEAL_CALL, ORDEAL_GATE}},
    .evidence = "it was held there, the kernel took the signal, and the process is gone",
    .cure = "the gate opens; nothing else to undo",
    .example = "When worker 2 is killed while it takes over",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const std::string role = "worker " + arguments.text(0);
      return std::make_unique<SignalAt>(
          place.rules(), "SIGKILL of " + role + " while it takes over",
          rule::Site{.role = role, .operation = ORDEAL_CALL, .call = "device.load"}, rule::once(1), SIGKILL,
          place.victim(role));
    }};

}  // namespace ordeal
