// What is to be run in the words of the message stream.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/messages/envelope.hpp"
#include "harness/run/features.hpp"
#include "harness/run/test_case.hpp"

namespace ordeal::run {

using Emit = std::function<void(const messages::Envelope&)>;

inline constexpr const char* kJudgementHook = "hook-judgement";
std::string definition_id(const Registry& registry, const StepDefinition& definition);
std::string hook_id(const Registry& registry, const Hook& hook);

// Source, document and pickles of a feature.
void send_feature(const std::string& uri, const Parsed& feature, const Emit& emit);
void send_problem(const FeatureProblem& problem, const Emit& emit);
// Parameter types, step definitions and hooks in the order of their places; definitions that name an unknown
// parameter type as such. `judged`: with the hook that judges.
void send_definitions(const Registry& registry, bool judged, const Emit& emit);
messages::TestCase as_message(const TestCase& test_case, const Registry& registry, const std::string& run_id);
// How an undefined step could be defined, and the nearest wording that there is. `world` as snippets_for().
messages::Suggestion suggestion(const TestStep& step, const Registry& registry, std::string_view world);

}  // namespace ordeal::run
