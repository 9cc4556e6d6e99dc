// Canaries: a feature of its own, run by another `ordeal`, and the verdict that it got.
#include <gtest/gtest.h>

#include <fstream>

#include "harness/definitions/define.hpp"
#include "harness/messages/ndjson.hpp"
#include "harness/messages/verdict.hpp"
#include "harness/run/subject.hpp"
#include "steps/generic/tool.hpp"

namespace ordeal {
namespace {

struct InnerRun {
  ToolResult ended;
  std::vector<messages::Verdict> verdicts;
};

std::vector<messages::Verdict> verdicts_in(const std::filesystem::path& ndjson) {
  std::vector<messages::Verdict> verdicts;
  std::ifstream stream(ndjson);
  const auto read = messages::read_ndjson(stream, [&](const messages::Envelope& message) {
    const auto* attachment = std::get_if<messages::Attachment>(&message);
    if (!attachment || attachment->media_type != messages::verdict_media_type) return;
    if (auto verdict = messages::verdict_from_json_text(attachment->body)) verdicts.push_back(*verdict);
  });
  if (!read) throw std::runtime_error("the inner run's messages cannot be read: " + read.error());
  return verdicts;
}

}  // namespace

WHEN("an inner run of this feature:", (run::ScenarioFacts & facts, InnerRun& inner, const DocString& feature),
     "Runs the feature with an `ordeal` of its own on the same arm, to its end.") {
  const auto folder = facts.evidence / "inner";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "canary.feature") << feature.content << "\n";
  inner.ended = run_tool(
      {program_folder() / "ordeal", "run", folder / "canary.feature", "--on", facts.arm, "--no-canaries",
       "--parallel", "1", "--seed", std::to_string(facts.seed), "--format", "pretty", "--format",
       "messages:" + (folder / "messages.ndjson").string(), "--evidence", folder / "evidence"},
      folder);
  inner.verdicts = verdicts_in(folder / "messages.ndjson");
}

THEN("the inner run ends with exit code {int}", (InnerRun & inner, int code)) {
  EXPECT_EQ(inner.ended.exit_code, code) << inner.ended.output;
}

THEN("the inner run says {string}", (InnerRun & inner, const std::string& text),
     "So that it got its verdict for the right reason.") {
  EXPECT_NE(inner.ended.output.find(text), std::string::npos) << inner.ended.output;
}

THEN("the inner run's verdict is {string}", (InnerRun & inner, const std::string& verdict)) {
  ASSERT_EQ(inner.verdicts.size(), 1u) << inner.ended.output;
  EXPECT_EQ(to_string(inner.verdicts[0].outcome), verdict) << inner.ended.output;
}

WHEN("a process is left behind", (run::ScenarioFacts & facts),
     "A process that nobody will end: for the canary that checks the audit.") {
  const auto left =
      run_tool({"/bin/sh", "-c", "setsid sleep 3600 < /dev/null > /dev/null 2>&1 &"}, facts.evidence);
  ASSERT_EQ(left.exit_code, 0) << left.output;
}

}  // namespace ordeal
