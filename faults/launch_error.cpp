#include "faults/launch_error.hpp"

namespace ordeal {

LaunchError::LaunchError(rule::RuleBlock rules, const std::string& role, const std::string& stage,
                         std::uint64_t from, int error)
    : RuleFault(std::move(rules),
                "CUDA error " + std::to_string(error) + " from launch " + std::to_string(from) + " of the " +
                    stage + " stage on",
                {.at = {.role = role, .operation = ORDEAL_LAUNCH, .stage = stage},
                 .when = rule::from(from),
                 .then = rule::fail(error)}) {}

}  // namespace ordeal
