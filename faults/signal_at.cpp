#include "faults/signal_at.hpp"

#include <algorithm>
#include <csignal>

#include "faults/all_faults.hpp"

namespace ordeal {

SignalAt::SignalAt(rule::RuleBlock rules, std::string name, rule::Site site, rule::Trigger when, int signal,
                   Victim victim)
    : GateFault(std::move(rules), std::move(name), std::move(site), when),
      signal_(signal),
      victim_(std::move(victim)) {}

void SignalAt::advance() {
  if (sent_ || !holds_somebody()) return;
  sent_ = true;
  accepted_ = victim_.signal(signal_);
  sent_at_ = victim_.now();
  open();
}

Evidence SignalAt::landed() const {
  Evidence site = RuleFault::landed();
  if (!site.landed) return site;
  const std::string signal = "signal " + std::to_string(signal_) + " to " + victim_.role;
  if (!sent_)
    return {.landed = false,
            .what = site.what + "; " + signal + " was not sent: nobody was held at the gate"};
  if (!accepted_) return {.landed = false, .what = site.what + "; the kernel refused " + signal};
  if (!victim_.gone())
    return {.landed = false, .what = site.what + "; the kernel took " + signal + ", but it still runs"};
  return {
      .landed = true, .what = site.what + "; the kernel took " + signal + ", and it is gone", .at = sent_at_};
}

namespace {

// Start: the first launch. Middle: the launch in the middle. End: when the stage waits for its last result.
// `first`: which of the arguments is the moment; the stage follows it.
std::unique_ptr<Fault> signal_in_stage(FaultPlace& place, const std::string& what, int signal, Victim victim,
                                       const FaultArguments& arguments, std::size_t first = 0) {
  const std::string& moment = arguments.text(first);
  const slots::Stage stage = arguments.stage(first + 1);
  const rule::Site site{.role = "worker 1",
                        .operation = moment == "end" ? ORDEAL_SYNCHRONIZE : ORDEAL_LAUNCH,
                        .stage = name(stage)};
  return std::make_unique<SignalAt>(place.rules(), what + " at the " + moment + " of the " + in_words(stage),
                                    site, rule::once(moment == "middle" ? place.middle_launch(stage) : 1),
                                    signal, std::move(victim));
}

// Those that run when the signal is sent, up to the eighth; worker 1 must be among them.
Victim all_workers(FaultPlace& place) {
  constexpr int kMost = 8;
  auto all = std::make_shared<std::vector<Victim>>();
  auto struck = std::make_shared<std::vector<std::size_t>>();
  for (int n = 1; n <= kMost; ++n) all->push_back(place.victim("worker " + std::to_string(n)));
  return {.role = "every worker",
          .signal =
              [all, struck](int signal) {
                for (std::size_t n = 0; n < all->size(); ++n) {
                  if ((*all)[n].signal(signal)) struck->push_back(n);
                }
                return !struck->empty() && struck->front() == 0;
              },
          .gone =
              [all, struck] {
                return std::all_of(struck->begin(), struck->end(),
                                   [&](std::size_t n) { return (*all)[n].gone(); });
              },
          .now = all->front().now};
}

const std::vector<Act> kHeldInAStage = {{ORDEAL_LAUNCH, ORDEAL_GATE}, {ORDEAL_SYNCHRONIZE, ORDEAL_GATE}};
constexpr std::string_view kEvidence =
    "worker 1 was held there, the kernel took the signal, and the process is gone";

}  // namespace

const FaultDescriptor kWorkerKilled = {
    .name = "worker-killed",
    .wording = "worker 1 is killed at the {moment} of the {stage} stage",
    .what = "SIGKILL, while the worker is held at the stage's first or middle launch, or before its result.",
    .acts = kHeldInAStage,
    .evidence = kEvidence,
    .cure = "the gate opens; nothing else to undo",
    .example = "When worker 1 is killed at the middle of the image stage",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      return signal_in_stage(place, "SIGKILL of worker 1", SIGKILL, place.victim("worker 1"), arguments);
    }};

const FaultDescriptor kWorkerSignalled = {
    .name = "worker-signalled",
    .wording = "worker 1 gets {signal} at the {moment} of the {stage} stage",
    .what = "A signal that ends it, SIGSEGV or SIGABRT as a crash sends it, while the worker is held there.",
    .acts = kHeldInAStage,
    .evidence = kEvidence,
    .cure = "the gate opens; nothing else to undo",
    .example = "When worker 1 gets SIGSEGV at the middle of the image stage",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      return signal_in_stage(place, arguments.text(0) + " of worker 1", arguments.signal(0),
                             place.victim("worker 1"), arguments, 1);
    }};

const FaultDescriptor kWorkerStopped = {
    .name = "worker-stopped",
    .wording = "worker 1 is stopped at the {moment} of the {stage} stage",
    .what = "SIGSTOP, while the worker is held there: it says nothing more until it is ended.",
    .acts = kHeldInAStage,
    .evidence =
        "worker 1 was held there, the kernel took the signal, and the process is gone: somebody ended it",
    .cure = "the gate opens; nothing else to undo",
    .example = "When worker 1 is stopped at the middle of the image stage",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      return signal_in_stage(place, "SIGSTOP of worker 1", SIGSTOP, place.victim("worker 1"), arguments);
    }};

const FaultDescriptor kWorkersKilled = {
    .name = "workers-killed",
    .wording = "every worker is killed at the {moment} of the {stage} stage",
    .what = "SIGKILL to all of them at once, while worker 1 is held there; those that stand by, too.",
    .acts = kHeldInAStage,
    .evidence = "worker 1 was held there, the kernel took each signal, and the processes are gone",
    .cure = "the gate opens; nothing else to undo",
    .example = "When every worker is killed at the middle of the image stage",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      return signal_in_stage(place, "SIGKILL of every worker", SIGKILL, all_workers(place), arguments);
    }};

const FaultDescriptor kDirectorKilled = {
    .name = "director-killed",
    .wording = "the director is killed at the {moment} of the {stage} stage",
    .what = "SIGKILL to the director, while worker 1 is held there; its workers end with it.",
    .acts = kHeldInAStage,
    .evidence = "worker 1 was held there, the kernel took the signal, and the director is gone",
    .cure = "the gate opens; the scenario starts the director again",
    .example = "When the director is killed at the middle of the video stage",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      return signal_in_stage(place, "SIGKILL of the director", SIGKILL, place.victim("director"), arguments);
    }};

const FaultDescriptor kClientInterrupted = {
    .name = "client-interrupted",
    .wording = "the client is interrupted at the {moment} of the {stage} stage",
    .what = "Ctrl-C: SIGINT to slotctl, while worker 1 is held in the stage.",
    .acts = kHeldInAStage,
    .evidence = kEvidence,
    .cure = "the gate opens; nothing else to undo",
    .example = "When the client is interrupted at the middle of the image stage",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      return signal_in_stage(place, "Ctrl-C", SIGINT, place.victim("client"), arguments);
    }};

}  // namespace ordeal
