// Follows the message stream and gives each attempt at a scenario as one value when it has finished. Keeps
// what is planned and what is running; of a finished scenario it keeps nothing.
//
// It relies on the order of the stream: a document comes before its pickles, a pickle before its test cases,
// no test case starts between a document and its pickles (a document's names are let go at the next start),
// and a pickle that has several test cases has them announced before the first of them finished. Where a
// stream breaks this, names are empty and nothing else is lost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/messages/envelope.hpp"
#include "reports/parked.hpp"
#include "reports/plan.hpp"
#include "reports/run_hooks.hpp"
#include "reports/scenario.hpp"
#include "reports/syntax_index.hpp"

namespace ordeal::reports {

class Tracker {
 public:
  // The attempt that this message finished, if it finished one.
  std::optional<Scenario> on(const messages::Envelope&);

  // Takes out what an interrupted run leaves, by place: the attempts that have started and not finished, and
  // what was planned and never began (Scenario::never_began), the next attempt of one that failed among them.
  // Planned is what has a test case; where a failed hook kept every test case from being announced, all
  // pickles.
  std::vector<Scenario> take_unfinished();

  // How many scenarios the run will have: its test cases, or its pickles where test cases are announced one
  // by one.
  std::size_t planned() const;
  std::size_t running() const { return running_.size(); }

  // The names of the scenarios that run now, the one that began first in front.
  std::vector<std::string_view> running_names() const;

 private:
  // A pickle that waits, and how many of its test cases have not finished for good.
  struct Waiting {
    Parked::Slot plan;
    std::uint32_t cases = 0;
    std::uint32_t announced = 0;  // all of its test cases
  };
  // For each step of a test case the hook or the step of the pickle that it stands for; one of the latter two
  // is empty.
  struct Reference {
    PackedTexts::Span test_step_id, hook_id, pickle_step_id;
  };
  struct NoHead {};
  using References = Record<NoHead, Reference>;
  struct Case {
    std::string pickle_id;
    Parked::Slot steps;        // References
    std::uint32_t number = 1;  // among those of its pickle
  };
  struct Running {
    std::string case_id;
    std::optional<Plan> plan;  // none: the pickle was never announced
    References steps;
    std::unordered_map<std::string, std::vector<std::string>> logs;  // by test step
    Scenario scenario;
  };

  void add_case(const messages::TestCase&);
  void start(const messages::TestCaseStarted&);
  void attach(const messages::Attachment&);
  void add_step(const messages::TestStepFinished&);
  std::optional<Scenario> finish(const messages::TestCaseFinished&);
  // Where a hook is defined, and what it is called; empty for an id that was never announced.
  Step hook(const std::string& hook_id) const;
  Step describe(const Running&, const std::string& test_step_id) const;
  void let_go(const std::string& case_id);
  Scenario never_began(const Waiting& pickle, std::uint32_t number) const;

  SyntaxIndex syntax_;
  RunHooks run_hooks_;
  std::string failed_hook_;  // the first: where and why
  std::unordered_map<std::string, messages::Hook> hooks_;
  Parked parked_;
  std::unordered_map<std::string, Waiting> pickles_waiting_;
  std::unordered_map<std::string, Case> cases_;           // until they finished for good
  std::unordered_map<std::string, std::string> earlier_;  // by case that is tried again: why it did not pass
  std::unordered_map<std::string, Running> running_;
  std::size_t pickles_ = 0;
  std::size_t announced_ = 0;  // test cases
  std::optional<std::size_t> announced_at_first_start_;
};

}  // namespace ordeal::reports
