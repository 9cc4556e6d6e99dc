// Somebody is killed in the moment in which a slot ends: the worker as it answers, or with its answer given
// and not yet recorded; the director as it tells.
#include <csignal>

#include "faults/all_faults.hpp"
#include "faults/signal_at.hpp"

namespace ordeal {
namespace {

rule::Site call(const std::string& role, const char* call, const char* object, const char* stage = "") {
  return {.role = role, .operation = ORDEAL_CALL, .stage = stage, .object = object, .call = call};
}

}  // namespace

const FaultDescriptor kKilledAnswering = {
    .name = "killed-answering",
    .wording = "worker {int} is killed as it answers for the {stage} stage",
    .what = "SIGKILL, once, while it is held where it sends the stage's result: no byte of it has left.",
    .acts = {{ORDEAL_CALL, ORDEAL_GATE}},
    .evidence = "it was held in network.send, the kernel took the signal, and the process is gone",
    .cure = "the gate opens; nothing else to undo",
    .example = "When worker 1 is killed as it answers for the clip stage",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const std::string role = "worker " + arguments.text(0);
      const slots::Stage stage = arguments.stage(1);
      return std::make_unique<SignalAt>(
          place.rules(), "SIGKILL of " + role + " as it answers for the " + in_words(stage),
          call(role, "network.send", "StageDone", name(stage)), rule::once(1), SIGKILL, place.victim(role));
    }};

const FaultDescriptor kKilledBehindItsAnswer = {
    .name = "killed-behind-its-answer",
    .wording = "worker {int} is killed while the director records a slot's end",
    .what = "SIGKILL, once, while the director is held before that journal.append: it has all answers.",
    .acts = {{ORDEAL_CALL, ORDEAL_GATE}},
    .evidence = "the director was held there, the kernel took the signal, and the worker is gone",
    .cure = "the gate opens; nothing else to undo",
    .example = "When worker 1 is killed while the director records a slot's end",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const std::string role = "worker " + arguments.text(0);
      return std::make_unique<SignalAt>(
          place.rules(), "SIGKILL of " + role + " while the director records a slot's end",
          call("director", "journal.append", "settled"), rule::once(1), SIGKILL, place.victim(role));
    }};

const FaultDescriptor kDirectorKilledTelling = {
    .name = "director-killed-telling",
    .wording = "the director is killed as it tells a client that its slot is done",
    .what = "SIGKILL, once, while it is held where it sends that event: no byte of it has left.",
    .acts = {{ORDEAL_CALL, ORDEAL_GATE}},
    .evidence = "it was held in network.send, the kernel took the signal, and the process is gone",
    .cure = "the gate opens; the scenario starts the director again",
    .example = "When the director is killed as it tells a client that its slot is done",
    .make = [](FaultPlace& place, const FaultArguments&) -> std::unique_ptr<Fault> {
      return std::make_unique<SignalAt>(place.rules(), "SIGKILL of the director as it tells of a slot's end",
                                        call("director", "network.send", "SlotEvent done"), rule::once(1),
                                        SIGKILL, place.victim("director"));
    }};

}  // namespace ordeal
