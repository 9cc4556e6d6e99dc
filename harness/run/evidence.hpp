// The folder that a scenario leaves: logs, firings, results, and the one command that runs it again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "harness/messages/verdict.hpp"
#include "harness/run/run.hpp"

namespace ordeal::run {

// "evidence/memory-12-out-of-memory-in-the-image-stage-3f09c1": file, line and name in letters, digits and
// '-', at most 100 of them, then a digest of the file's path, since a file of this name may lie in several
// folders. Of a path outside of the working directory only the last folder and the file count.
// Each repetition behind the first has its own, "…-3f09c1-r2".
std::filesystem::path evidence_folder(const std::filesystem::path& root, const gherkin::Pickle& pickle,
                                      std::uint32_t repetition = 1);

std::filesystem::path evidence_folder(const std::filesystem::path& root, std::string_view uri,
                                      std::int64_t line, std::string_view scenario);

// After a scenario: adds rerun.sh, which has that command, and the last output, or removes the folder of a
// passed one that need not be kept.
void settle_evidence(const std::filesystem::path& folder, const Options& options, const std::string& rerun,
                     messages::Outcome ended, const process::Outcome& outcome);

}  // namespace ordeal::run
