#include "harness/process/crash_frames.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <boost/core/demangle.hpp>
#include <charconv>
#include <map>
#include <sstream>
#include <string_view>
#include <vector>

#include "harness/process/child.hpp"
#include "harness/process/process_table.hpp"

namespace ordeal::process {
namespace {

constexpr std::string_view kPlace = "  in ";

struct Frame {
  std::string text;     // the line of the report
  std::string program;  // empty: a line of another kind
  std::uintptr_t offset = 0;
};

struct Source {
  std::string text;  // "function at file:line"
  bool of_library = false;
};

// The innermost first, of each place of one program.
using Sources = std::map<std::uintptr_t, std::vector<Source>>;

std::uintptr_t hexadecimal(std::string_view digits) {
  std::uintptr_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

Frame frame_in(std::string line) {
  Frame frame{.text = std::move(line)};
  const auto plus = frame.text.rfind("+0x");
  if (!frame.text.starts_with(kPlace) || plus == std::string::npos) return frame;
  frame.program = frame.text.substr(kPlace.size(), plus - kPlace.size());
  frame.offset = hexadecimal(std::string_view(frame.text).substr(plus + 3));
  return frame;
}

// What the symboliser says of these places; "" where it is not installed.
std::string answer_of(const std::string& symboliser, const std::string& program, const Sources& places) {
  const Descriptor answer(memfd_create("symbols", MFD_CLOEXEC));
  const std::string file = "/proc/self/fd/" + std::to_string(answer.get());
  ChildOptions options{
      .argv = {symboliser, "-e", program, "-a", "-i", "-f", "-p"}, .output = file, .errors = "/dev/null"};
  for (const auto& [offset, sources] : places) {
    std::ostringstream text;
    text << "0x" << std::hex << offset;
    options.argv.push_back(text.str());
  }
  auto child = Child::spawn(options);
  if (!child) return {};
  const auto status = child->wait(std::chrono::seconds(5));
  return status && status->success() ? read_proc(file) : "";
}

// Whether nobody who reads about a crash wrote this function: it is one of the standard library or
// GoogleTest, by its mangled name. (A demangled one may begin with the type that it returns.)
bool is_of_library(std::string_view mangled) {
  if (!mangled.starts_with("_Z")) return false;
  mangled.remove_prefix(
      std::min(mangled.find_first_not_of('Z', 1), mangled.size()));  // Z: local to a function
  if (mangled.starts_with('N')) {
    mangled.remove_prefix(std::min(mangled.find_first_not_of("rVKRO", 1), mangled.size()));  // qualifiers
  }
  return std::ranges::any_of(std::initializer_list<std::string_view>{"St", "Sa", "Ss", "Sb", "Si", "So", "Sd",
                                                                     "9__gnu_cxx", "7testing"},
                             [&](std::string_view library) { return mangled.starts_with(library); });
}

// Of "_Z3foov at file:line", or at ??:0.
Source source_in(std::string_view text) {
  const auto at = text.find(" at ");
  const std::string mangled(text.substr(0, at));
  Source source{.text = boost::core::demangle(mangled.c_str()), .of_library = is_of_library(mangled)};
  if (at != std::string_view::npos && !text.substr(at).starts_with(" at ??")) source.text += text.substr(at);
  return source;
}

// "0x1234: function at file:line", then " (inlined by) function at file:line" for each that it was inlined
// in.
void take(const std::string& answer, Sources& sources) {
  constexpr std::string_view kInlined = " (inlined by) ";
  std::istringstream lines(answer);
  std::uintptr_t offset = 0;
  for (std::string line; std::getline(lines, line);) {
    std::string_view text = line;
    if (const auto colon = text.find(": "); text.starts_with("0x") && colon != std::string_view::npos) {
      offset = hexadecimal(text.substr(2, colon - 2));
      text.remove_prefix(colon + 2);
    } else if (text.starts_with(kInlined)) {
      text.remove_prefix(kInlined.size());
    }
    if (!text.starts_with("??")) sources[offset].push_back(source_in(text));
  }
}

std::map<std::string, Sources> sources_of(const std::vector<Frame>& frames) {
  std::map<std::string, Sources> all;
  for (const Frame& frame : frames) {
    if (!frame.program.empty()) all[frame.program].try_emplace(frame.offset);
  }
  for (auto& [program, sources] : all) {
    for (const char* symboliser : {"llvm-addr2line-19", "llvm-addr2line", "addr2line"}) {
      const std::string answer = answer_of(symboliser, program, sources);
      take(answer, sources);
      if (!answer.empty()) break;
    }
  }
  return all;
}

// What stands between the body of a step or hook and the run. One that ends with a call may have no frame.
bool calls_bodies(const std::string& source) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"ordeal::definitions::Signature<", "ordeal::StepBody",
                                              "/harness/definitions/", "/harness/run/execute.cpp:"},
      [&](std::string_view ours) { return source.find(ours) != std::string::npos; });
}

bool is_of_system(const Source& source) {
  return source.of_library || source.text.find(" at /usr/") != std::string::npos;
}

bool is_in_system_library(const std::string& program) {
  const std::string name = program.substr(program.rfind('/') + 1);
  return std::ranges::any_of(std::initializer_list<std::string_view>{"libc.so", "libm.so", "libstdc++.so",
                                                                     "libc++.so", "libgcc_s.so", "ld-linux"},
                             [&](std::string_view library) { return name.starts_with(library); });
}

using Lines = std::vector<std::string>;

// Of one stack: its frames from the innermost outwards, each as one line or more.
Lines readable(const std::vector<std::pair<Frame, std::vector<Source>>>& stack) {
  Lines all, own;
  bool inside = true;  // of a body, as far as is known
  for (const auto& [frame, sources] : stack) {
    if (sources.empty()) all.push_back(frame.text);
    for (const Source& source : sources) {
      all.push_back(std::string(kPlace) + source.text);
      inside = inside && !calls_bodies(source.text);
      if (inside && !is_in_system_library(frame.program) && !is_of_system(source)) own.push_back(all.back());
    }
  }
  return own.empty() ? all : own;
}

}  // namespace

std::string with_source_lines(const std::string& report) {
  std::istringstream lines(report);
  std::vector<Frame> frames;
  for (std::string line; std::getline(lines, line);) frames.push_back(frame_in(std::move(line)));
  const auto sources = sources_of(frames);
  std::string text;
  std::vector<std::pair<Frame, std::vector<Source>>> stack;
  const auto end_stack = [&] {
    for (const std::string& line : readable(stack)) text += line + '\n';
    stack.clear();
  };
  for (Frame& frame : frames) {
    if (frame.program.empty()) {
      end_stack();
      text += frame.text + '\n';
    } else {
      const auto& found = sources.at(frame.program).at(frame.offset);
      stack.emplace_back(std::move(frame), found);
    }
  }
  end_stack();
  if (!report.ends_with('\n') && !text.empty()) text.pop_back();
  return text;
}

}  // namespace ordeal::process
