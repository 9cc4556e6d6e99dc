#include "harness/cli/late_report.hpp"

#include <iostream>

#include "harness/messages/merge.hpp"
#include "harness/run/tally.hpp"
#include "reports/tracker.hpp"

namespace ordeal::cli {
namespace {

using reports::Ending;

// How the scenarios ended, beside the reports.
class Endings final : public messages::Sink {
 public:
  explicit Endings(messages::Sink& reports) : reports_(reports) {}

  void on(const messages::Envelope& message) override {
    reports_.on(message);
    const auto scenario = tracker_.on(message);
    if (!scenario || scenario->will_be_retried) return;
    tally_.invalid += ending_of(*scenario) == Ending::invalid;
    tally_.not_healed += ending_of(*scenario) == Ending::not_healed;
  }
  int exit_code(bool success) {
    tally_.failed_otherwise = !success;
    return success ? run::exit_code::kPassed : tally_.exit_code();
  }

 private:
  messages::Sink& reports_;
  reports::Tracker tracker_;
  run::Tally tally_;  // which of several is the gravest
};

}  // namespace

int report_late(const std::string& command, const std::vector<std::filesystem::path>& files,
                messages::Sink& reports) {
  Endings endings(reports);
  const auto merged = messages::merge(files, endings);
  if (!merged) {
    std::cerr << command << ": " << merged.error() << "\n";
    return run::exit_code::kUsage;
  }
  for (const std::string& gap : merged->gaps) std::cerr << command << ": " << gap << "\n";
  if (const auto written = reports.finish(); !written) {
    std::cerr << command << ": a report could not be written: " << written.error() << "\n";
    return run::exit_code::kUsage;
  }
  return endings.exit_code(merged->success);
}

}  // namespace ordeal::cli
