// For tests: whole message streams into a report, and what it wrote.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/messages/sink.hpp"
#include "reports/output.hpp"

namespace ordeal::reports {

// The compatibility kit's message streams, sorted: parameters of a test, and what each is called.
std::vector<std::filesystem::path> kit_streams();
std::string test_name(const testing::TestParamInfo<std::filesystem::path>& stream);

std::string text_of(const std::filesystem::path& file);

std::vector<messages::Envelope> messages_in(const std::filesystem::path& ndjson);

using MakeReport = std::function<std::unique_ptr<messages::Sink>(Output)>;

// Runs the messages through the report and gives what it wrote, with finish() called.
std::string written_by(const MakeReport& make, const std::vector<messages::Envelope>& stream);

}  // namespace ordeal::reports
