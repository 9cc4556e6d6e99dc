// What goes wrong outside of scenarios: features that do not parse, parameter types that nobody defined,
// hooks of the run that fail, and what a run could not begin with or ended by.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/messages/envelope.hpp"
#include "reports/run_hooks.hpp"

namespace ordeal::reports {

struct Problem {
  std::string uri;                    // empty: of no file
  std::int64_t line = 0, column = 0;  // 0: not known
  std::string what;                   // in one or more lines
  std::string output = {};            // what was printed there

  // "a.feature:4:3: expected: #EOF, got 'Gven'".
  std::string text() const;
  // The same, and the end of the output in lines below.
  std::string text_with_output() const;
};

class ProblemFinder {
 public:
  // The problem that this message tells, if it tells one.
  std::optional<Problem> on(const messages::Envelope&);

 private:
  RunHooks hooks_;
};

}  // namespace ordeal::reports
