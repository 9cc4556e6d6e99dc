// The ways in which a step waits: for something that happens, never for a time to pass.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "harness/process/child.hpp"

namespace ordeal::process {

// Until the program has written a whole line with this text into the file that takes its output
// (ChildOptions::output): that line, without its end. None when the program has ended without it, or when
// `within` has passed. The kernel reports both events; lines already there count.
std::optional<std::string> await_line(const Child& child, const std::filesystem::path& output,
                                      std::string_view text, std::chrono::milliseconds within);

// Until `happened` holds (true) or `within` has passed (false), for what no event reports: it is asked every
// few milliseconds, and once more at the end.
bool await(const std::function<bool()>& happened, std::chrono::milliseconds within);

}  // namespace ordeal::process
