// The summary of a run in Markdown, as GitHub shows it on a job's page: a table of the endings, then each
// scenario that did not pass, folded. GitHub takes 1 MiB of a step and drops it whole when there is more, so
// what goes beyond is left out and counted.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "reports/counts.hpp"
#include "reports/problems.hpp"
#include "reports/run_facts.hpp"
#include "reports/run_time.hpp"
#include "reports/scenario.hpp"

namespace ordeal::reports {

class StepSummary {
 public:
  static constexpr std::size_t github_limit = std::size_t{1} << 20;  // bytes

  // `file`: to be appended to; what stands there already counts. None: nothing is written. `limit`: for
  // tests.
  explicit StepSummary(std::optional<std::filesystem::path> file, RunFacts facts = {},
                       std::size_t limit = github_limit);

  void on(const messages::Envelope& envelope);
  void add(const Scenario&);  // its last attempt
  void add(const Problem&);

  // The error names the file and the reason.
  [[nodiscard]] boost::system::result<void, std::string> finish();

  std::string text() const;

 private:
  void add_entry(const std::string& markdown);

  std::optional<std::filesystem::path> file_;
  RunFacts facts_;
  std::size_t room_ = 0;  // bytes that are left for entries
  RunTime time_;
  Counts counts_;
  std::string entries_, notes_;
  std::size_t left_out_ = 0;
};

}  // namespace ordeal::reports
