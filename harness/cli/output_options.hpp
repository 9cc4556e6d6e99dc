// Which reports are wanted, and how they look: options of `run` and `report`.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "reports/make_report.hpp"

namespace ordeal::cli {

struct OutputArguments {
  std::vector<std::string> formats;
  std::string colour = "auto";
  std::string attachments;
};

void add_output_options(CLI::App& command, OutputArguments& arguments);

// "pretty" where none is asked for.
std::vector<std::string> formats_of(const OutputArguments& arguments);

reports::ReportOptions report_options(const OutputArguments& arguments, reports::RunFacts facts);

}  // namespace ordeal::cli
