#include "faults/spoilt_program.hpp"

#include <limits>
#include <stdexcept>
#include <utility>

#include "faults/all_faults.hpp"

namespace ordeal {
namespace {

// Never strikes: it counts the director's tries.
rule::Rule starts_counted() {
  return {.at = {.role = "director", .operation = ORDEAL_CALL, .call = "process.spawn"},
          .when = rule::nth(std::numeric_limits<std::uint64_t>::max()),
          .then = rule::hang()};
}

ProgramFlaw flaw_named(const std::string& name) {
  if (name == "missing") return ProgramFlaw::missing;
  if (name == "not executable") return ProgramFlaw::not_executable;
  if (name == "for another machine") return ProgramFlaw::foreign;
  throw std::invalid_argument("a program has no flaw '" + name + "'");
}

}  // namespace

SpoiltProgram::SpoiltProgram(rule::RuleBlock rules, const std::string& flaw, SpoilableProgram program)
    : RuleFault(std::move(rules), "the worker program is " + flaw, starts_counted()),
      program_(std::move(program)),
      how_(program_.spoil(flaw_named(flaw))) {}

std::uint64_t SpoiltProgram::tries() {
  return armed() ? guard().hits() : tries_;
}

// Looked at while the program is spoilt.
void SpoiltProgram::advance() {
  tries_ = tries();
  if (tries_ > 0 && !tried_at_) tried_at_ = program_.now();
}

Evidence SpoiltProgram::landed() const {
  if (!tried_at_) return {.landed = false, .what = how_ + ", and the director started no worker since"};
  return {.landed = true,
          .what = how_ + ", and the director tried to start a worker " + std::to_string(tries_) + " times",
          .at = tried_at_};
}

void SpoiltProgram::cure() {
  if (std::exchange(mended_, true)) return;
  advance();
  RuleFault::cure();
  program_.mend();
}

const FaultDescriptor kWorkerProgramSpoilt = {
    .name = "worker-program-spoilt",
    .wording = "the worker program is {flaw}",
    .what =
        "Missing, not executable, or for another machine: whoever would start it is told so. A zygote "
        "that runs already forks workers all the same.",
    .acts = {{ORDEAL_CALL, ORDEAL_HANG}},
    .evidence = "the file system shows the flaw, and the director has called process.spawn since",
    .cure = "the program is put back",
    .example = "When the worker program is missing",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      return std::make_unique<SpoiltProgram>(place.rules(), arguments.text(0), place.spoilable_program());
    }};

}  // namespace ordeal
