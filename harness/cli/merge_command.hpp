// `ordeal merge`: the messages of the shards of a run, or of several runs, as one stream.
#pragma once

#include <CLI/App.hpp>

#include "harness/cli/suite.hpp"

namespace ordeal::cli {

void add_merge_command(CLI::App& app, const Suite& suite, int& exit_code);

}  // namespace ordeal::cli
