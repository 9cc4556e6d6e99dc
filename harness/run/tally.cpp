#include "harness/run/tally.hpp"

namespace ordeal::run {

int Tally::exit_code() const {
  if (interrupted) return exit_code::kInterrupted;
  if (invalid > 0) return exit_code::kInvalid;
  if (not_healed > 0) return exit_code::kNotHealed;
  if (failed > 0 || failed_otherwise || (flaky_fails && flaky > 0)) return exit_code::kFailed;
  return out_of_time ? exit_code::kBudget : exit_code::kPassed;
}

void Tally::count(messages::Outcome ended, Ended how) {
  switch (ended) {
    case messages::Outcome::passed:
      ++(how.skipped ? skipped : how.flaky ? flaky : passed);
      break;
    case messages::Outcome::failed:
      ++(how.unwritten ? unwritten : failed);
      break;
    case messages::Outcome::invalid:
      ++invalid;
      break;
    case messages::Outcome::not_healed:
      ++not_healed;
      break;
    case messages::Outcome::interrupted:  // the run knows that it was
      break;
    case messages::Outcome::not_started:
      ++not_started;
      break;
  }
}

}  // namespace ordeal::run
