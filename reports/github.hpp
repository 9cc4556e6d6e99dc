// For GitHub Actions: a workflow command for each scenario that did not pass, which GitHub shows as an
// annotation beside the line of the step (::error; ::warning for what is flaky or never began), and a summary
// of the run in Markdown, appended to the job's own (the file that GITHUB_STEP_SUMMARY names).
// Sources: "Workflow commands for GitHub Actions" in GitHub's documentation; escapes as in @actions/core.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "harness/messages/sink.hpp"
#include "reports/output.hpp"
#include "reports/problems.hpp"
#include "reports/repository.hpp"
#include "reports/run_facts.hpp"
#include "reports/step_summary.hpp"
#include "reports/tracker.hpp"

namespace ordeal::reports {

class Github final : public messages::Sink {
 public:
  // Without a file for the summary there is none.
  Github(Output output, std::optional<std::filesystem::path> summary, RunFacts facts = {},
         Repository repository = Repository::of_working_folder())
      : output_(std::move(output)),
        facts_(facts),
        repository_(std::move(repository)),
        summary_(std::move(summary), std::move(facts)) {}

  void on(const messages::Envelope&) override;
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  void add(const Scenario&);
  void add(const Problem&);

  Output output_;
  RunFacts facts_;
  Repository repository_;
  Tracker tracker_;
  ProblemFinder finder_;
  StepSummary summary_;
  std::size_t not_started_ = 0;
};

// What a workflow command has after its "::", and in one of its properties: %25, %0D, %0A; there also %3A,
// %2C. Other control characters as their pictures.
std::string command_data(std::string_view text);
std::string command_property(std::string_view text);

}  // namespace ordeal::reports
