// A worker in uninterruptible sleep (state D): a driver that waits for its card and hears no signal. SIGKILL
// ends the worker only once the driver lets it go.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {
namespace {

class StuckWorker final : public RuleFault {
 public:
  StuckWorker(FaultPlace& place, const std::string& role, slots::Stage stage)
      : RuleFault(place.rules(), role + " sleeps in the kernel in the middle of the " + in_words(stage),
                  {.at = {.role = role, .operation = ORDEAL_LAUNCH, .stage = slots::name(stage)},
                   .when = rule::once(place.middle_launch(stage)),
                   .then = rule::stuck()}),
        worker_(place.victim(role)),
        sleep_(place.kernel_sleep()) {}
  ~StuckWorker() override { StuckWorker::cure(); }

  void advance() override {
    if (!since_ && holds_somebody() && (!sleep_ || sleep_->anybody_came())) since_ = worker_.now();
  }
  Evidence landed() const override {
    if (!since_) return {.what = RuleFault::landed().what + "; the kernel was asked by nobody"};
    return {
        .landed = true, .what = "the worker asked the kernel, and the kernel did not answer", .at = since_};
  }
  void cure() override {
    advance();
    RuleFault::cure();
    sleep_.reset();
  }

 private:
  Victim worker_;
  std::unique_ptr<KernelSleep> sleep_;
  std::optional<std::chrono::nanoseconds> since_;
};

}  // namespace

const FaultDescriptor kStuckWorker = {
    .name = "stuck-worker",
    .wording = "worker {int} sleeps where no signal reaches it from the middle of the {stage} stage on",
    .what =
        "The thread of the stage's middle launch is in uninterruptible sleep (state D), as in a driver that "
        "waits for its card: its process outlives SIGKILL. On a machine by a question to a file system "
        "(FUSE) "
        "that is not answered.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_STUCK}},
    .evidence = "the seam's word that it is there, and the kernel's question to the file system",
    .cure = "the file system is given up: the kernel wakes the thread, and ends it if it was to end",
    .example = "When worker 1 sleeps where no signal reaches it from the middle of the image stage on",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      return std::make_unique<StuckWorker>(place, "worker " + arguments.text(0), arguments.stage(1));
    }};

}  // namespace ordeal
