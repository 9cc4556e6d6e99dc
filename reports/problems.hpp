// What goes wrong outside of scenarios: features that do not parse, parameter types that nobody defined,
// hooks of the run that fail, and what a run could not begin with or ended by.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "harness/messages/envelope.hpp"

namespace ordeal::reports {

struct Problem {
  std::string uri;                    // empty: of no file
  std::int64_t line = 0, column = 0;  // 0: not known
  std::string what;                   // in one or more lines

  // "a.feature:4:3: expected: #EOF, got 'Gven'".
  std::string text() const;
};

class ProblemFinder {
 public:
  // The problem that this message tells, if it tells one.
  std::optional<Problem> on(const messages::Envelope&);

 private:
  std::optional<Problem> of_hook(const messages::TestRunHookFinished&);

  std::unordered_map<std::string, messages::SourceReference> hooks_;  // of the run, by id
  std::unordered_map<std::string, std::string> running_;              // hook by TestRunHookStarted
};

}  // namespace ordeal::reports
