// Reports on runs that are over, from their messages.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/messages/sink.hpp"

namespace ordeal::cli {

// Gives the messages of all files as one stream to the reports and finishes them. `command`, "ordeal merge",
// stands before what it says on standard error: gaps in the messages, and why it failed. Returns the exit
// code: kUsage where a file cannot be read or a report not be written; else that of the run, by its messages:
// passed, failed, not healed or invalid; never passed with a gap.
int report_late(const std::string& command, const std::vector<std::filesystem::path>& files,
                messages::Sink& reports);

}  // namespace ordeal::cli
