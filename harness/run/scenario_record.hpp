// What the harness knows of one running attempt from its messages, so that one whose process dies is finished
// in its place: the step it died in fails, the rest is skipped. What Ctrl-C or the run's budget ended has not
// failed: there that step is skipped, too, with the reason as its message, and the outcome is interrupted.
//
// The end of an attempt is passed on when its process is over, behind what it printed if it did not pass.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harness/messages/repetition_note.hpp"
#include "harness/messages/sink.hpp"
#include "harness/messages/verdict.hpp"
#include "harness/process/coordinator.hpp"
#include "harness/run/test_case.hpp"

namespace ordeal::run {

class ScenarioRecord {
 public:
  // `retried`: asked when a failed attempt finishes, whether there will be another one. `repetition`: said
  // behind its start, where scenarios are repeated.
  ScenarioRecord(const TestCase& test_case, std::string started_id, int attempt, messages::Sink& report,
                 std::function<bool()> retried,
                 std::optional<messages::RepetitionNote> repetition = std::nullopt);

  // It is a canary: one that did not end as it must was not seen, however that came, so its outcome, also in
  // the reports, is invalid. `added`: by the run itself; then a skipped one was not seen either, unless
  // somebody who selected it wanted that.
  void take_for_canary(bool added);

  // A message of the attempt, passed on.
  void on(const messages::Envelope& message);
  // A message that the reports had already, from whom this one takes over.
  void note(const messages::Envelope& message);
  // The attempt is over, because of what `outcome` says. Messages that were not sent are sent for it, and
  // what it printed (messages::scenario_output) if it did not pass.
  void close(const process::Outcome& outcome, const std::string& rerun);
  // It will never begin, for that reason.
  void never_begin(const std::string& why, const std::string& rerun);
  // All of it is skipped, for that reason.
  void skip(const std::string& why);

  // As the scenario's own judgement says, but never passed when one of its steps was not; of a canary, see
  // above.
  messages::Outcome outcome() const;
  bool skipped() const { return skipped_; }
  // Undefined or pending steps are all that is wrong with it.
  bool only_unwritten() const { return unwritten_ && !failed_; }
  bool finished() const { return finished_; }
  bool will_be_retried() const { return will_be_retried_; }
  bool in_step() const { return !running_step_.empty(); }

 private:
  enum class Canary { no, selected, added };
  enum class Unfinished { failed, invalid, interrupted, not_started, skipped };

  std::size_t steps_left_from() const { return std::min(steps_over_, test_case_.steps.size()); }
  void finish_for(Unfinished how, const std::string& why, const std::string& rerun);
  void pass_on(const messages::Envelope& message);
  void finish_case(messages::TestCaseFinished message);
  void send_end(const std::string& output);
  messages::Outcome as_canary(messages::Outcome ended) const;
  void pass_on(messages::Verdict verdict, std::optional<std::string> step);

  const TestCase& test_case_;
  std::string started_id_;
  int attempt_;
  messages::Sink& report_;
  std::function<bool()> retried_;
  std::optional<messages::RepetitionNote> repetition_;
  bool started_ = false, finished_ = false, skipped_ = false, failed_ = false, unwritten_ = false;
  bool may_pass_again_ = false;  // a step failed, or the process: an ambiguous step stays ambiguous
  bool judged_ = false, will_be_retried_ = false;
  std::string running_step_, failed_step_;
  std::optional<messages::TestCaseFinished> end_;  // until the process is over
  std::size_t steps_over_ = 0;
  Canary canary_ = Canary::no;
  std::optional<messages::Outcome> told_;  // by the latest verdict
  messages::Outcome outcome_ = messages::Outcome::failed;
};

}  // namespace ordeal::run
