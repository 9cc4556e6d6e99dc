#include "reports/durations.hpp"

namespace ordeal::reports {

void Durations::on(const messages::Envelope& envelope) {
  const auto scenario = tracker_.on(envelope);
  if (!scenario) return;
  const std::string where = place(*scenario);
  messages::Duration took = *scenario->finished - scenario->started;
  if (scenario->will_be_retried) {
    before_[scenario->test_case] += took;
    return;
  }
  if (const auto before = before_.extract(scenario->test_case)) took += before.mapped();
  const Ending ending = ending_of(*scenario);
  if (ending == Ending::not_started || ending == Ending::interrupted) return;
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(took).count();
  output_.write(std::to_string(milliseconds) + "\t" + where + "\n");
}

}  // namespace ordeal::reports
