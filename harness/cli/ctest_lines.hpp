// Scenarios as tests of CTest: the script that `ordeal list --ctest` prints and that CTest reads when it
// starts (cmake/OrdealDiscover.cmake).
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/scenario_list.hpp"

namespace ordeal::cli {

struct CtestOptions {
  std::vector<std::string> command;  // what runs a scenario: the program, "run" …; its place is added
  std::string prefix;                // of every test's name
  std::string working_directory;
  int timeout = 120;   // seconds, after which CTest ends a test
  int skip_code = 77;  // the exit code that means "skipped"
};

// A CMake argument that stands for exactly this text, whatever its bytes are (but NUL, which CMake cannot
// hold).
std::string cmake_argument(std::string_view text);

// A test's name is "FEATURE: SCENARIO", with its place behind it where several have that name; control
// characters become spaces. Its labels are its tags, without '@'.
void write_ctest_lines(std::ostream&, const std::vector<ListedScenario>&, const CtestOptions&);

}  // namespace ordeal::cli
