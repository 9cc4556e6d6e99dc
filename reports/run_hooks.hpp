// Hooks around scenarios (of the run, of features and of rules) that did not pass.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "harness/messages/envelope.hpp"

namespace ordeal::reports {

struct FailedHook {
  std::string uri;        // where it is defined; empty: not known
  std::int64_t line = 0;  // 0: not known
  messages::Duration took{};
  messages::TestStepResult result;
};

class RunHooks {
 public:
  // The hook that this message finished, if it finished one that neither passed nor was skipped.
  std::optional<FailedHook> on(const messages::Envelope&);

 private:
  struct Running {
    std::string hook_id;
    messages::Timestamp started{};
  };

  std::optional<FailedHook> finish(const messages::TestRunHookFinished&);

  std::unordered_map<std::string, messages::SourceReference> places_;  // by hook
  std::unordered_map<std::string, Running> running_;                   // by TestRunHookStarted
};

}  // namespace ordeal::reports
