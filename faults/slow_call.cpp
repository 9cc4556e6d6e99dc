// A call that a program makes of its environment takes longer than it should: a slow disk, a slow name
// server.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {

const FaultDescriptor kSlowCall = {
    .name = "slow-call",
    .wording = "the {ordinal} {word} of the director takes {duration} longer",
    .what =
        "The director is held for so long (nominal) before that call, counted from this step: "
        "journal.append, network.send, files.write, process.spawn …",
    .acts = {{ORDEAL_CALL, ORDEAL_DELAY}},
    .evidence = "the seam's word that the delay is over",
    .cure = "the rule is taken away",
    .example = "When the 1st journal.append of the director takes 3 s longer",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const rule::Rule rule{.at = {.role = "director", .operation = ORDEAL_CALL, .call = arguments.text(1)},
                            .when = rule::once(arguments.number(0)),
                            .then = rule::delay(place.by_the_rules_clock(arguments.duration(2)))};
      return std::make_unique<RuleFault>(place.rules(), "a slow " + arguments.text(1) + " of the director",
                                         rule);
    }};

}  // namespace ordeal
