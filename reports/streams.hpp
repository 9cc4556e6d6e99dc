// For tests: whole message streams into a report, and what it wrote.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/messages/sink.hpp"
#include "reports/output.hpp"

namespace ordeal::reports {

// The files with that ending below a folder, sorted.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               const std::string& ending);

std::string text_of(const std::filesystem::path& file);

std::vector<messages::Envelope> messages_in(const std::filesystem::path& ndjson);

using MakeReport = std::function<std::unique_ptr<messages::Sink>(Output)>;

// Runs the messages through the report and gives what it wrote, with finish() called.
std::string written_by(const MakeReport& make, const std::vector<messages::Envelope>& stream);

// A name for GoogleTest: letters and digits only.
std::string test_name(const std::filesystem::path& file);

}  // namespace ordeal::reports
