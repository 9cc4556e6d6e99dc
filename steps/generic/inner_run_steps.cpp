// Canaries: a feature of its own, run by another `ordeal`, and the verdict that it got.
#include <gtest/gtest.h>

#include <fstream>

#include "harness/definitions/define.hpp"
#include "harness/messages/ndjson.hpp"
#include "harness/messages/verdict.hpp"
#include "harness/run/subject.hpp"
#include "steps/generic/tool.hpp"
#include "steps/worlds/device_there.hpp"

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

// `below`: a program that takes the command to run behind its own arguments.
void run_inner(const run::ScenarioFacts& facts, InnerRun& inner, const DocString& feature,
               std::vector<std::string> below = {}, std::string arm = {}) {
  const auto folder = facts.evidence / "inner";
  std::filesystem::create_directories(folder / "evidence");
  std::ofstream(folder / "canary.feature") << feature.content << "\n";
  auto command = std::move(below);
  command.insert(
      command.end(),
      {program_folder() / "ordeal", "run", folder / "canary.feature", "--on", arm.empty() ? facts.arm : arm,
       "--no-canaries", "--parallel", "1", "--seed", std::to_string(facts.seed), "--format", "pretty",
       "--format", "messages:" + (folder / "messages.ndjson").string(), "--evidence", folder / "evidence"});
  inner.ended = run_tool(command, folder);
  inner.verdicts = verdicts_in(folder / "messages.ndjson");
}

}  // namespace

WHEN("an inner run of this feature:", (run::ScenarioFacts & facts, InnerRun& inner, const DocString& feature),
     "Runs the feature with an `ordeal` of its own on the same arm, to its end.") {
  run_inner(facts, inner, feature);
}

WHEN("an inner run of this feature on cuda, where there is no device:",
     (run::ScenarioFacts & facts, InnerRun& inner, const DocString& feature),
     "Skipped on a machine that has one.") {
  if (why_no_device().empty()) skip("this machine has a device");
  run_inner(facts, inner, feature, {}, "cuda");
}

THEN("the inner run has started nothing", (run::ScenarioFacts & facts),
     "No program of it left a file: of a scenario there is but the script that runs it again.") {
  const auto evidence = facts.evidence / "inner" / "evidence";
  for (const auto& kept : std::filesystem::recursive_directory_iterator(evidence)) {
    if (kept.is_directory() || kept.path().filename() == "rerun.sh") continue;
    ADD_FAILURE() << "it kept " << kept.path().lexically_relative(evidence).string();
  }
}

WHEN("an inner run of this feature, with {int} file descriptors:",
     (run::ScenarioFacts & facts, InnerRun& inner, int descriptors, const DocString& feature),
     "Its limit of open files, for itself and for all that it starts.") {
  run_inner(facts, inner, feature,
            {"/bin/sh", "-c", "ulimit -n " + std::to_string(descriptors) + " && exec \"$@\"", "sh"});
}

WHEN("an inner run of this feature, with {int} MB for its evidence:",
     (run::ScenarioFacts & facts, InnerRun& inner, int megabytes, const DocString& feature),
     "Its evidence lies on a file system of that size, in memory, that goes with it.") {
  run_inner(facts, inner, feature,
            {"unshare", "--mount", "/bin/sh", "-c",
             "mount -t tmpfs -o size=" + std::to_string(megabytes) + "m tmpfs \"$1\" && shift && exec \"$@\"",
             "sh", facts.evidence / "inner" / "evidence"});
  if (inner.ended.output.starts_with("unshare:")) {
    skip("this machine mounts no file system for one program: " + inner.ended.output);
  }
}

THEN("the inner run ends with exit code {int}", (InnerRun & inner, int code)) {
  EXPECT_EQ(inner.ended.exit_code, code) << inner.ended.output;
}

THEN("the inner run says {string}", (InnerRun & inner, const std::string& text),
     "So that it got its verdict for the right reason.") {
  EXPECT_TRUE(inner.ended.output.find(text) != std::string::npos) << "it says:\n" << inner.ended.output;
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
