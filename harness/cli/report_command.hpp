// `ordeal report`: any report from the messages of runs that are over, however they ended.
#pragma once

#include <CLI/App.hpp>

#include "harness/cli/suite.hpp"

namespace ordeal::cli {

void add_report_command(CLI::App& app, const Suite& suite, int& exit_code);

}  // namespace ordeal::cli
