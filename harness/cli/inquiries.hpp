// `ordeal doctor`: what this machine lets us do.
#pragma once

#include <CLI/App.hpp>

namespace ordeal::cli {

void add_doctor_command(CLI::App& app);

}  // namespace ordeal::cli
