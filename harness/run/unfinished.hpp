// What of a run has begun and not ended, by its messages: so that who watches it can finish the reports when
// its process does not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/messages/envelope.hpp"

namespace ordeal::run {

class Unfinished {
 public:
  struct Attempt {
    std::string started;   // its id
    std::size_t scenario;  // its number in the plan
    int number;            // from 0
    std::vector<messages::Envelope> said;
  };

  // A message that the reports have had.
  void on(messages::Envelope&& message);

  const std::vector<Attempt>& attempts() const { return attempts_; }
  // How many test cases were announced, the first ones of the plan.
  std::size_t announced() const { return announced_; }
  // A hook of the run, a feature or a rule.
  const std::optional<messages::TestRunHookStarted>& hook() const { return hook_; }
  // It has ended, and will not be tried again.
  bool is_over(std::size_t scenario) const {
    return scenario < progress_.size() && progress_[scenario] == kOver;
  }
  // Attempts at it that have begun, where it is not over.
  int begun(std::size_t scenario) const { return scenario < progress_.size() ? progress_[scenario] : 0; }

 private:
  static constexpr int kOver = -1;

  Attempt* find(const std::string& started);
  void begin(messages::TestCaseStarted& started);
  void end(const messages::TestCaseFinished& finished);

  std::vector<Attempt> attempts_;
  std::vector<messages::Envelope> spare_;  // memory for what the next attempt says
  std::size_t announced_ = 0;
  std::optional<messages::TestRunHookStarted> hook_;
  std::vector<int> progress_;  // by scenario: kOver, or how many attempts have begun
};

}  // namespace ordeal::run
