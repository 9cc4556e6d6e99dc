// SIGKILL to a process now, whatever it does.
#include <csignal>

#include "faults/all_faults.hpp"

namespace ordeal {
namespace {

class KilledAtOnce final : public Fault {
 public:
  explicit KilledAtOnce(Victim victim) : victim_(std::move(victim)) {}

  std::string name() const override { return "SIGKILL of " + victim_.role; }
  void advance() override {
    if (taken_) return;
    taken_ = victim_.signal(SIGKILL);
    at_ = victim_.now();
  }
  Evidence landed() const override {
    if (!taken_) return {.landed = false, .what = "no process has the role of " + victim_.role};
    if (!victim_.gone()) return {.landed = false, .what = "the kernel took the signal, but it still runs"};
    return {.landed = true, .what = "the kernel took the signal, and it is gone", .at = at_};
  }
  void cure() override {}

 private:
  Victim victim_;
  bool taken_ = false;
  std::optional<std::chrono::nanoseconds> at_;
};

}  // namespace

const FaultDescriptor kKilledAtOnce = {
    .name = "worker-killed-at-once",
    .wording = "worker {int} is killed at once",
    .what = "SIGKILL, whatever it does: while it stands by, too.",
    .by_signal = true,
    .evidence = "the kernel took the signal, and the process is gone",
    .cure = "nothing to undo",
    .example = "When worker 2 is killed at once",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      return std::make_unique<KilledAtOnce>(place.victim("worker " + arguments.text(0)));
    }};

const FaultDescriptor kNeighbourKilled = {
    .name = "neighbour-killed",
    .wording = "the neighbour is killed",
    .what = "SIGKILL to the process beside the pipeline's that holds memory of a card.",
    .acts = {},
    .by_signal = true,
    .by_card = true,
    .evidence = "the kernel took the signal, and the process is gone",
    .cure = "nothing to undo",
    .example = "When the neighbour is killed",
    .make = [](FaultPlace& place, const FaultArguments&) -> std::unique_ptr<Fault> {
      return std::make_unique<KilledAtOnce>(place.victim("neighbour"));
    }};

}  // namespace ordeal
