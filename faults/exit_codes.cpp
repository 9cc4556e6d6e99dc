// A worker that ends by itself: at its start, before it registers, or while it is idle.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {
namespace {

// As a shell shows it: 128+N by signal N.
rule::Action end_with(std::uint64_t code) {
  const int number = static_cast<int>(code);
  return number > 128 ? rule::kill(number - 128) : rule::quit(number);
}

}  // namespace

const FaultDescriptor kExitAtStart = {
    .name = "exit-at-start",
    .wording = "the next {int} start(s) of worker {int} end(s) with exit code {int}",
    .what = "The process ends where it would register with its director; 128+N is by signal N.",
    .acts = {{ORDEAL_CALL, ORDEAL_QUIT}, {ORDEAL_CALL, ORDEAL_KILL}},
    .evidence = "the seam's word that the process was about to end so",
    .cure = "further starts succeed",
    .example = "When the next 3 starts of worker 2 end with exit code 1",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const std::string role = "worker " + arguments.text(1);
      return std::make_unique<RuleFault>(
          place.rules(),
          "the next " + arguments.text(0) + " starts of " + role + " end with " + arguments.text(2),
          rule::Rule{.at = {.role = role, .operation = ORDEAL_CALL, .call = "network.dial"},
                     .when = rule::at_most(arguments.number(0), rule::always()),
                     .then = end_with(arguments.number(2))});
    }};

const FaultDescriptor kExitWhileIdle = {
    .name = "exit-while-idle",
    .wording = "worker {int} ends with exit code {int} while it is idle",
    .what = "The process ends where it would check its device, once; 128+N is by signal N.",
    .acts = {{ORDEAL_CALL, ORDEAL_QUIT}, {ORDEAL_CALL, ORDEAL_KILL}},
    .evidence = "the seam's word that the process was about to end so",
    .cure = "nothing to undo",
    .example = "When worker 1 ends with exit code 0 while it is idle",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const std::string role = "worker " + arguments.text(0);
      return std::make_unique<RuleFault>(
          place.rules(), role + " ends with " + arguments.text(1) + " while it is idle",
          rule::Rule{.at = {.role = role, .operation = ORDEAL_CALL, .call = "device.check"},
                     .when = rule::once(1),
                     .then = end_with(arguments.number(1))});
    }};

}  // namespace ordeal
