#include "reports/rerun.hpp"

namespace ordeal::reports {

void Rerun::on(const messages::Envelope& envelope) {
  if (const auto scenario = tracker_.on(envelope)) add(*scenario);
}

void Rerun::add(const Scenario& scenario) {
  if (is_failure(ending_of(scenario)) && !scenario.will_be_retried)
    not_passed_[scenario.uri].insert(scenario.line);
}

boost::system::result<void, std::string> Rerun::finish() {
  for (const Scenario& scenario : tracker_.take_unfinished()) add(scenario);
  for (const auto& [uri, lines] : not_passed_) {
    output_.write(uri);
    for (const std::int64_t line : lines) output_.write(":" + std::to_string(line));
    output_.write("\n");
  }
  return output_.finish();
}

}  // namespace ordeal::reports
