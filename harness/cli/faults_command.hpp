// ordeal faults: what can go wrong on purpose.
#pragma once

#include "harness/cli/suite.hpp"

namespace CLI {
class App;
}

namespace ordeal::cli {

void add_faults_command(CLI::App& app, const Suite& suite, int& exit_code);

}  // namespace ordeal::cli
