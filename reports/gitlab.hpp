// What did not pass as findings of GitLab's Code Quality report, which merge requests show beside the changed
// lines: a JSON array of description, check_name ("ordeal/not-healed"), fingerprint, severity and location.
// It lists failures, flaky scenarios and features that do not parse, not what passed; the tests themselves
// GitLab reads from JUnit. Source: "Code Quality report format" in GitLab's documentation, a subset of the
// Code Climate specification.
#pragma once

#include <map>
#include <string>

#include "harness/messages/sink.hpp"
#include "reports/output.hpp"
#include "reports/problems.hpp"
#include "reports/repository.hpp"
#include "reports/run_facts.hpp"
#include "reports/tracker.hpp"

namespace ordeal::reports {

// Findings are written as they come; their fingerprints are kept.
class Gitlab final : public messages::Sink {
 public:
  explicit Gitlab(Output output, RunFacts facts = {}, Repository repository = Repository::of_working_folder())
      : output_(std::move(output)), facts_(std::move(facts)), repository_(std::move(repository)) {
    output_.write("[");
  }

  void on(const messages::Envelope&) override;
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  void add(const Scenario&);
  void add(const Problem&);
  // A finding with that identity; `line` is no part of it, so that a finding that only moved stays the same.
  void write(const std::string& check, const std::string& identity, const std::string& severity,
             const std::string& description, const std::string& uri, std::int64_t line);

  std::string fingerprint_for(std::string identity, std::int64_t line);

  Output output_;
  RunFacts facts_;
  Repository repository_;
  Tracker tracker_;
  ProblemFinder finder_;
  std::map<std::string, std::size_t> fingerprints_;  // how often each was asked for
  bool first_ = true;
};

}  // namespace ordeal::reports
