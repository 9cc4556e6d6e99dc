// Which scenarios a command means: paths, --on, --tags, --name and --id.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "harness/cli/suite.hpp"
#include "harness/run/plan.hpp"

namespace ordeal::cli {

struct SelectionArguments {
  std::vector<std::string> paths{"features"};
  std::string arm;
  std::string tags;
  std::vector<std::string> names, ids;
};

// What is read goes to `arguments`. --on is there where the suite has arms; the first is the default.
void add_selection(CLI::App& command, const Suite& suite, SelectionArguments& arguments);

// Throws CLI::ValidationError when the tags do not parse.
run::Selection selection_of(const SelectionArguments& arguments, const Suite& suite);

// The same for the value of an option.
expressions::TagExpression tags_of(const std::string& text, const std::string& option);

// An option that may be repeated, with one value each time: otherwise it would swallow the paths behind it.
CLI::Option* add_list(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                      const std::string& what);

}  // namespace ordeal::cli
