#include "faults/out_of_memory.hpp"

namespace ordeal {

OutOfMemory::OutOfMemory(rule::RuleBlock rules, const std::string& role, const std::string& stage,
                         std::optional<std::uint64_t> nth)
    : RuleFault(std::move(rules),
                "out of memory at " +
                    (nth ? "allocation " + std::to_string(*nth) : std::string("every allocation")) +
                    " of the " + stage + " stage",
                {.at = {.role = role, .operation = ORDEAL_ALLOC, .stage = stage},
                 .when = nth ? rule::nth(*nth) : rule::always(),
                 .then = rule::fail(kCudaOutOfMemory)}) {}

}  // namespace ordeal
