// Makes a crash of this process (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT) write who crashed and the stack to
// stderr before the signal takes its course. A sanitizer's own report, being better, is left alone.
#pragma once

#include <string>

namespace ordeal::process {

// One of the signals above.
bool is_crash(int signal);

// `who` comes first in the report: "job 'a slot is made' crashed: Segmentation fault at address 0x8".
void trace_crashes(const std::string& who);

}  // namespace ordeal::process
