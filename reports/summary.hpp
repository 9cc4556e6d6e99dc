// The end of a console report: what did not pass, or only when it was tried again, with the command that runs
// it once more; what became of each fault; and the numbers.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/messages/envelope.hpp"
#include "reports/counts.hpp"
#include "reports/problems.hpp"
#include "reports/run_facts.hpp"
#include "reports/run_time.hpp"
#include "reports/scenario.hpp"
#include "reports/terminal.hpp"

namespace ordeal::reports {

// Keeps numbers, and one short text for each scenario that did not pass at once and each fault; of those that
// never began, which may be most of a run, the first ten.
class Summary {
 public:
  explicit Summary(RunFacts facts = {}) : facts_(std::move(facts)) {}

  // Times of the run, notes on it, problems outside of scenarios, and the first snippet of each suggestion.
  void on(const messages::Envelope&);

  // The last attempt of a scenario.
  void add(const Scenario&);

  std::size_t done() const { return scenarios_.all(); }
  std::size_t failed() const { return scenarios_.failures(); }

  // Since the run started, by the latest message that carries a time, or the latest tick.
  messages::Duration elapsed() const { return time_.elapsed(); }
  void tick(messages::Timestamp now) { time_.reach(now); }
  const Counts& scenarios() const { return scenarios_; }
  const RunFacts& facts() const { return facts_; }

  std::string text(const Paint&) const;

 private:
  struct Entry {
    Ending ending;
    std::string place, name, note, rerun, folder;
  };
  struct Fault {
    bool good;  // landed, handled and healed
    std::string line, place;
  };

  struct Repeated {
    std::string name;
    std::map<Ending, std::size_t> endings;
  };

  void add_faults(const Scenario&);
  void add_repetition(const Scenario&);
  void add_snippet(const std::string& code);
  static std::string list(const std::vector<Entry>&, const Paint&);
  std::string not_passed(const Paint&) const;
  std::string not_started(const Paint&) const;
  std::string flaky(const Paint&) const;
  std::string repeated(const Paint&) const;
  std::string faults(const Paint&) const;
  std::string step_counts(const Paint&) const;

  RunFacts facts_;
  std::vector<std::string> problems_, notes_;
  std::vector<Entry> not_passed_, not_started_, flaky_;
  std::map<std::string, Repeated> repeated_;  // by place
  std::vector<Fault> faults_;
  std::vector<std::string> snippets_;  // in the order in which they were first suggested
  bool more_snippets_ = false;
  Counts scenarios_;
  std::map<messages::Status, std::size_t> steps_;
  RunTime time_;
  ProblemFinder finder_;
};

// "landed after 123 ms · handled after 900 ms · healed after 40 ms": the story of one fault of a verdict.
// What did not happen says so: "never landed: no read reached byte 4096", "not handled", "not healed: process
// 4711 is left".
std::string fault_story(const messages::FaultVerdict&, const messages::Verdict&);

}  // namespace ordeal::reports
