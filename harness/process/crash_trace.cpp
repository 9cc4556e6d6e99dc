#include "harness/process/crash_trace.hpp"

#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace ordeal::process {

namespace {

constexpr std::array kCrashes = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr int kDeepest = 64;

char crashing[256];  // who; a plain array, since a handler may not allocate

// One line on standard error. The handler may interrupt anything, also whoever holds the lock of malloc, of
// the loader or of a locale: it calls nothing but the kernel and what signal-safety(7) allows.
class Line {
 public:
  ~Line() {
    room_[length_++] = '\n';
    [[maybe_unused]] const auto nobody_to_tell = ::write(STDERR_FILENO, room_, length_);
  }
  Line& text(const char* text) {
    while (*text && length_ < sizeof room_ - 1) room_[length_++] = *text++;
    return *this;
  }
  Line& hexadecimal(std::uintptr_t number) {
    char digits[2 * sizeof number + 1] = {};
    char* first = digits + sizeof digits - 1;
    do *--first = "0123456789abcdef"[number % 16];
    while (number /= 16);
    return text("0x").text(first);
  }

 private:
  char room_[4200];  // PATH_MAX and what is around it
  std::size_t length_ = 0;
};

// /proc/self/maps, line by line, without an allocation.
class Maps {
 public:
  struct Mapping {
    std::uintptr_t from = 0, to = 0, offset = 0;
    const char* path = "";  // good until the next one
  };
  ~Maps() { ::close(file_); }
  bool next(Mapping& mapping) {
    if (!read_line()) return false;
    const char* at = line_;
    mapping.from = number(at, '-');
    mapping.to = number(at, ' ');
    at += 5;  // "r-xp "
    mapping.offset = number(at, ' ');
    while (*at && *at != '/') ++at;  // device and inode hold no slash
    mapping.path = at;
    return true;
  }

 private:
  static std::uintptr_t number(const char*& at, char end) {
    std::uintptr_t value = 0;
    for (; *at && *at != end; ++at)
      value = value * 16 + static_cast<unsigned>(*at <= '9' ? *at - '0' : *at - 'a' + 10);
    if (*at) ++at;
    return value;
  }
  bool read_line() {
    for (std::size_t length = 0; length < sizeof line_ - 1; ++length) {
      if (at_ == got_) {
        at_ = 0;
        got_ = ::read(file_, block_, sizeof block_);
        if (got_ <= 0) return false;
      }
      line_[length] = block_[at_++];
      if (line_[length] != '\n') continue;
      line_[length] = '\0';
      return true;
    }
    return false;
  }

  int file_ = ::open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  char block_[1024], line_[4400];
  ssize_t at_ = 0, got_ = 0;
};

// "  in /path/of/program+0x1234": what a symboliser takes, counted from where the file's first byte lies.
void write_place(std::uintptr_t address) {
  Maps maps;
  std::uintptr_t base = 0;
  for (Maps::Mapping mapping; maps.next(mapping);) {
    if (mapping.offset == 0 && *mapping.path == '/') base = mapping.from;
    if (address < mapping.from || address >= mapping.to || *mapping.path != '/') continue;
    Line().text("  in ").text(mapping.path).text("+").hexadecimal(address - base);
    return;
  }
  Line().text("  at ").hexadecimal(address).text(", in no program file");
}

void report_crash(int number, siginfo_t* info, void*) {
  {
    Line line;
    line.text(crashing).text(" crashed: ").text(sigdescr_np(number));
    if (info->si_code >
        0)  // the kernel found it, and says where; abort() and kill() tell their process there
      line.text(" at address ").hexadecimal(reinterpret_cast<std::uintptr_t>(info->si_addr));
  }
  void* stack[kDeepest];
  const int depth = backtrace(stack, kDeepest);
  // The first two are this handler and the kernel's return from it. Return addresses point behind the call.
  for (int i = 2; i < depth; ++i) write_place(reinterpret_cast<std::uintptr_t>(stack[i]) - (i > 2));
  raise(number);  // SA_RESETHAND: this time the default; delivered when the handler returns
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

}  // namespace ordeal::process
