#include "harness/process/crash_trace.hpp"

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>
#include <vector>

#include "harness/process/child.hpp"
#include "harness/process/process_table.hpp"

namespace ordeal::process {

namespace {

constexpr std::array kCrashes = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr int kDeepest = 64;

char crashing[256];  // who; a plain array, since a handler may not allocate

// "  in /path/of/program+0x1234": what a symboliser takes. Return addresses point behind the call, hence
// the 1.
void write_place(void* address, bool is_return) {
  Dl_info place{};
  const auto here = reinterpret_cast<std::uintptr_t>(address) - (is_return ? 1 : 0);
  if (!dladdr(reinterpret_cast<void*>(here), &place) || !place.dli_fname) {
    dprintf(STDERR_FILENO, "  at %p, in no program file\n", address);
    return;
  }
  dprintf(STDERR_FILENO, "  in %s+0x%zx\n", place.dli_fname,
          static_cast<std::size_t>(here - reinterpret_cast<std::uintptr_t>(place.dli_fbase)));
}

void report_crash(int number, siginfo_t* info, void*) {
  dprintf(STDERR_FILENO, "%s crashed: %s at address %p\n", crashing, strsignal(number), info->si_addr);
  void* stack[kDeepest];
  const int depth = backtrace(stack, kDeepest);
  // The first two are this handler and the kernel's return from it.
  for (int i = 2; i < depth; ++i) write_place(stack[i], i > 2);
  raise(number);  // SA_RESETHAND: this time the default; delivered when the handler returns
}

struct Place {
  std::string program, offset;
};

// The place in a line of the report; an empty program when it is another line.
Place place_in(const std::string& line) {
  const auto plus = line.rfind("+0x");
  if (!line.starts_with("  in ") || plus == std::string::npos) return {};
  return {line.substr(5, plus - 5), line.substr(plus + 1)};
}

// "function at file:line", or nothing.
std::string source_of(const Place& place, const std::string& symboliser) {
  const Descriptor answer(memfd_create("symbols", MFD_CLOEXEC));
  const std::string file = "/proc/self/fd/" + std::to_string(answer.get());
  auto child = Child::spawn({.argv = {symboliser, "-e", place.program, "-f", "-C", "-p", place.offset},
                             .output = file,
                             .errors = "/dev/null"});
  if (!child) return {};
  const auto status = child->wait(std::chrono::seconds(5));
  if (!status || !status->success()) return {};
  std::string text = read_proc(file);
  text.resize(std::min(text.size(), text.find('\n')));
  return text.starts_with("??") ? "" : text;
}

}  // namespace

bool is_crash(int signal) {
  return std::find(kCrashes.begin(), kCrashes.end(), signal) != kCrashes.end();
}

void trace_crashes(const std::string& who) {
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  (void)who;
  return;
#endif
#endif
  std::snprintf(crashing, sizeof crashing, "%s", who.c_str());
  void* first[1];
  backtrace(first, 1);  // loads the unwinder now: in the handler it might be in the middle of malloc

  static std::array<char, 64 << 10> room;  // a stack overflow leaves none on the stack
  const stack_t stack{.ss_sp = room.data(), .ss_flags = 0, .ss_size = room.size()};
  sigaltstack(&stack, nullptr);
  struct sigaction action{};
  action.sa_sigaction = report_crash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  for (int number : kCrashes) sigaction(number, &action, nullptr);
}

std::string with_source_lines(const std::string& report) {
  std::istringstream lines(report);
  std::string line, text;
  while (std::getline(lines, line)) {
    const auto place = place_in(line);
    std::string source;
    if (!place.program.empty())
      for (const char* symboliser : {"llvm-addr2line-19", "llvm-addr2line", "addr2line"})
        if (source = source_of(place, symboliser); !source.empty()) break;
    text += source.empty() ? line : "  in " + source;
    if (!lines.eof()) text += '\n';
  }
  return text;
}

}  // namespace ordeal::process
