// Hooks around scenarios (of the run, of features and of rules), and what they printed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "harness/messages/envelope.hpp"

namespace ordeal::reports {

struct RunHook {
  std::string uri;        // where it is defined; empty: not known
  std::int64_t line = 0;  // 0: not known
  messages::Duration took{};
  messages::TestStepResult result;
  std::string output;  // what it and the programs that it started printed, and what it logged

  // Neither passed nor skipped.
  bool failed() const;
};

class RunHooks {
 public:
  // The hook that this message finished, if it finished one.
  std::optional<RunHook> on(const messages::Envelope&);

 private:
  struct Running {
    std::string hook_id;
    messages::Timestamp started{};
    std::string output;
  };

  void attach(const messages::Attachment&);
  RunHook finish(const messages::TestRunHookFinished&);

  std::unordered_map<std::string, messages::SourceReference> places_;  // by hook
  std::unordered_map<std::string, Running> running_;                   // by TestRunHookStarted
};

}  // namespace ordeal::reports
