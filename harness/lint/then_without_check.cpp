#include <re2/re2.h>

#include <set>

#include "harness/lint/rules.hpp"

namespace ordeal::lint {
namespace {

// An assertion, a wait that fails when its time is over, an exception, or a step that says it is pending.
bool has_check(std::string_view code) {
  static const re2::RE2 check(
      R"(\b(?:(?:EXPECT|ASSERT|REQUIRE|CHECK)(?:_\w+)?|FAIL|ADD_FAILURE(?:_AT)?|GTEST_FAIL(?:_AT)?|await\w*|throw|pending)\b)");
  return re2::RE2::PartialMatch(re2::StringPiece(code.data(), code.size()), check);
}

// Functions called by their plain name that the same file defines may check: one level, not what they call.
bool calls_a_check(StepSources& sources, const SourceLine& where, std::string_view code) {
  static const re2::RE2 call(R"((?:^|[^\w.>:])(\w+)\s*\()");
  re2::StringPiece rest(code.data(), code.size());
  std::set<std::string> looked_at;
  for (std::string name; re2::RE2::FindAndConsume(&rest, call, &name);) {
    if (!looked_at.insert(name).second) continue;
    const auto called = sources.function(where, name);
    if (called && has_check(called->code)) return true;
  }
  return false;
}

}  // namespace

// How it decides: a body that shows none of the words of has_check(), and calls no function of its file that
// does, checks nothing. A check behind a function of another file is not seen: let the step say what it
// expects.
void then_without_check(const Inspected& inspected, Findings& findings) {
  if (!inspected.sources) return;
  for (const StepDefinition& step : inspected.registry.steps()) {
    if (step.keyword != "Then") continue;
    const auto body = inspected.sources->body_of(step.where);
    if (!body || has_check(body->code) || calls_a_check(*inspected.sources, step.where, body->code)) continue;
    findings.add(step.where, "the Then step '" + step.expression.source() +
                                 "' checks nothing (no EXPECT_…, ASSERT_…, await or throw): it cannot fail");
  }
}

}  // namespace ordeal::lint
