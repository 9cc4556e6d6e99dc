// The suite of ci/bench: steps that do nothing, so that what a run costs is the harness's own.
//
//   bench_suite DEFINITIONS run FEATURES --isolate none --format summary
//
// DEFINITIONS: how many step definitions there are, from 150 to 5000. The 150 that the scenarios use are
// written as everybody writes steps; the others, which no step means, come from a table.
#include "harness/cli/suite.hpp"

#include <cstdlib>
#include <iostream>
#include <string>

#include "harness/definitions/define.hpp"

namespace ordeal {
namespace {

struct Office {};

// Made by harness/bench/workload.py, as padding.inc is.
#include <used.inc>

template <class... Captures>
void do_nothing(Office&, Captures...) {}

template <class... Captures>
bool declare(const char* keyword, const char* wording, int number) {
  return definitions::declare_step<do_nothing<Captures...>>(keyword, wording, {"padding", number});
}

struct Padding {
  const char* keyword;
  const char* wording;
  bool (*declared)(const char* keyword, const char* wording, int number);
};

constexpr Padding kPadding[] = {
#include <padding.inc>
};

constexpr int kUsed = 150;
constexpr int kMost = kUsed + static_cast<int>(std::size(kPadding));

}  // namespace
}  // namespace ordeal

int main(int argc, char** argv) {
  const int definitions = argc > 1 ? std::atoi(argv[1]) : 0;
  if (definitions < ordeal::kUsed || definitions > ordeal::kMost) {
    std::cerr << "usage: bench_suite DEFINITIONS run …, with " << ordeal::kUsed << " to " << ordeal::kMost
              << " definitions\n";
    return 2;
  }
  for (int number = 0; number < definitions - ordeal::kUsed; ++number) {
    const ordeal::Padding& padding = ordeal::kPadding[number];
    padding.declared(padding.keyword, padding.wording, number + 1);
  }
  argv[1] = argv[0];
  return ordeal::cli::main_of({.name = "bench_suite", .description = "The suite of ci/bench."}, argc - 1,
                              argv + 1);
}
