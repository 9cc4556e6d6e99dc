#include "faults/kernel_hang.hpp"

namespace ordeal {

KernelHang::KernelHang(rule::RuleBlock rules, const std::string& role, const std::string& stage,
                       std::uint64_t launch)
    : RuleFault(std::move(rules),
                "launch " + std::to_string(launch) + " of the " + stage + " stage never ends",
                {.at = {.role = role, .operation = ORDEAL_LAUNCH, .stage = stage},
                 .when = rule::nth(launch),
                 .then = rule::hang()}) {}

}  // namespace ordeal
