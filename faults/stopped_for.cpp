// A worker is stopped in the middle of its work, and told to go on after a while: too late, when somebody has
// ended it meanwhile.
#include <csignal>

#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {
namespace {

class StoppedFor final : public GateFault {
 public:
  StoppedFor(FaultPlace& place, const std::string& role, slots::Stage stage, std::chrono::nanoseconds length)
      : GateFault(place.rules(), role + " is stopped in the middle of the " + in_words(stage),
                  {.role = role, .operation = ORDEAL_LAUNCH, .stage = slots::name(stage)},
                  rule::once(place.middle_launch(stage))),
        place_(place),
        worker_(place.victim(role)),
        length_(length) {}
  ~StoppedFor() override { StoppedFor::cure(); }

  void advance() override {
    if (!stopped_at_) {
      if (!holds_somebody() || !worker_.signal(SIGSTOP)) return;
      stopped_at_ = worker_.now();
      since_ = place_.elapsed();
      open();
    } else if (!told_ && place_.elapsed() - since_ >= length_) {
      go_on();
    }
  }
  std::chrono::nanoseconds looks_again_at() const override {
    return stopped_at_ && !told_ ? since_ + length_ : std::chrono::nanoseconds::max();
  }
  Evidence landed() const override {
    if (!stopped_at_)
      return RuleFault::landed().landed ? Evidence{.what = "nobody took SIGSTOP"} : RuleFault::landed();
    if (!told_) return {.landed = false, .what = "it was stopped, and nobody has told it to go on"};
    return {.landed = true,
            .what = went_on_ ? "the kernel took SIGSTOP, and SIGCONT when the time was over"
                             : "the kernel took SIGSTOP, and when the time was over it was gone",
            .at = stopped_at_};
  }
  void cure() override {
    if (stopped_at_ && !told_ && place_.elapsed() - since_ < length_) worker_.signal_again(SIGCONT);
    RuleFault::cure();
  }

 private:
  void go_on() {
    told_ = true;
    went_on_ = worker_.signal_again(SIGCONT);
  }

  FaultPlace& place_;
  Victim worker_;
  std::chrono::nanoseconds length_, since_{0};
  std::optional<std::chrono::nanoseconds> stopped_at_;
  bool told_ = false, went_on_ = false;
};

}  // namespace

const FaultDescriptor kWorkerStoppedFor = {
    .name = "worker-stopped-for",
    .wording = "worker {int} is stopped in the middle of the {stage} stage for {duration}",
    .what =
        "SIGSTOP while it is held at the stage's middle launch, and SIGCONT after so long (nominal): it "
        "goes on, unless it was ended meanwhile.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_GATE}},
    .evidence = "it was held there, the kernel took SIGSTOP, and later took SIGCONT or said that it is gone",
    .cure = "it goes on",
    .example = "When worker 1 is stopped in the middle of the image stage for 60 s",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      return std::make_unique<StoppedFor>(place, "worker " + arguments.text(0), arguments.stage(1),
                                          arguments.duration(2));
    }};

}  // namespace ordeal
