// `ordeal steps` and `ordeal doctor`: what there is to write with, and what this machine lets us do.
#pragma once

#include <CLI/App.hpp>

namespace ordeal::cli {

void add_steps_command(CLI::App& app);
void add_doctor_command(CLI::App& app);

}  // namespace ordeal::cli
