// From the stack that a crash left (crash_trace.hpp) to what a person looks for: the functions of the program
// under test, with file and line.
#pragma once

#include <string>

namespace ordeal::process {

// Each line "  in program+0x1234" of the report becomes "  in function at file:line", those that were inlined
// there, too. What a step's or a hook's body was called by is left out, and so are the system's libraries; a
// stack that has nothing else stays whole. Without llvm-addr2line and addr2line, or without debug
// information, places stay as they are.
std::string with_source_lines(const std::string& report);

}  // namespace ordeal::process
