#include "faults/paused_director.hpp"

#include <csignal>

#include "faults/all_faults.hpp"

namespace ordeal {

PausedDirector::PausedDirector(FaultPlace& place, std::chrono::nanoseconds length)
    : place_(place), director_(place.victim("director")), length_(length) {}

PausedDirector::~PausedDirector() {
  PausedDirector::cure();
}

void PausedDirector::advance() {
  if (!asked_) asked_ = director_.signal(SIGSTOP);
  if (!asked_ || goes_on_) return;
  if (!was_stopped_) {
    was_stopped_ = director_.stopped();
    stopped_since_ = place_.elapsed();
    stopped_at_ = director_.now();
  }
  if (was_stopped_ && place_.elapsed() - stopped_since_ >= length_) go_on();
}

std::chrono::nanoseconds PausedDirector::looks_again_at() const {
  return was_stopped_ && !goes_on_ ? stopped_since_ + length_ : std::chrono::nanoseconds::max();
}

void PausedDirector::go_on() {
  goes_on_ = director_.signal(SIGCONT);
  if (was_stopped_) stopped_for_ = place_.elapsed() - stopped_since_;
}

Evidence PausedDirector::landed() const {
  if (!asked_) return {.landed = false, .what = "nobody took SIGSTOP for the director"};
  if (!was_stopped_) return {.landed = false, .what = "the director never stood still"};
  if (!goes_on_ || stopped_for_ < length_) return {.landed = false, .what = "it has not stood still so long"};
  if (director_.stopped()) return {.landed = false, .what = "it does not go on"};
  return {.landed = true, .what = "it stood still, and goes on", .at = stopped_at_};
}

void PausedDirector::cure() {
  if (asked_ && !goes_on_) go_on();
}

const FaultDescriptor kDirectorPaused = {
    .name = "director-paused",
    .wording = "the director is paused for {duration}",
    .what =
        "SIGSTOP at once, and SIGCONT after so long (nominal): it does nothing meanwhile, and then goes on.",
    .by_signal = true,
    .evidence = "the kernel called it stopped for so long, and calls it running again",
    .cure = "it goes on",
    .example = "When the director is paused for 60 s",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      return std::make_unique<PausedDirector>(place, arguments.duration(0));
    }};

}  // namespace ordeal
