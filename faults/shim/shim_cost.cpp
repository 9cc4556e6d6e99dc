// What the shim costs a call of the CUDA runtime, as JSON: nanoseconds, the best of many rounds, over a
// stand-in runtime; with an empty preload, with the shim and no rule for the call, and with one that never
// strikes.
//   bench_shim_cost [CALLS]    20,000 a round when not given
#include <cuda_runtime_api.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "faults/rule/rule_block.hpp"

namespace {

using namespace ordeal::rule;
namespace fs = std::filesystem;

// In a process of its own, since preloading happens at its start.
int measure(int calls) {
  constexpr int kRounds = 200;
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const auto began = std::chrono::steady_clock::now();
    for (int n = 0; n < calls; ++n) {
      if (cudaFree(nullptr) != cudaSuccess) return 1;
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
    best = std::min(best, took.count() / calls);
  }
  std::printf("%.3f\n", best);
  return 0;
}

double cost_with(const std::string& preloaded, const std::string& rules, const std::string& calls) {
  const fs::path program = fs::read_symlink("/proc/self/exe"),
                 lib = program.parent_path().parent_path() / "lib";
  const std::string command = "exec env STAND_IN_QUIET=1 ORDEAL_ROLE='worker 1' ORDEAL_RULES='" + rules +
                              "' LD_LIBRARY_PATH='" + (lib / "stand_in").string() + ":" + lib.string() +
                              "' LD_PRELOAD=" + preloaded + " '" + program.string() + "' --measure " + calls;
  FILE* said = popen(command.c_str(), "r");
  double cost = -1;
  if (!said || std::fscanf(said, "%lf", &cost) != 1 || pclose(said) != 0) return -1;
  return cost;
}

}  // namespace

int main(int count, char** words) {
  if (count > 2 && std::string(words[1]) == "--measure") return measure(std::atoi(words[2]));
  const std::string calls = count > 1 ? words[1] : "20000";
  std::string pattern = (fs::temp_directory_path() / "shim-cost-XXXXXX").string();
  const fs::path folder = mkdtemp(pattern.data());
  RuleBlock rules = RuleBlock::create(folder / "rules").value();
  const auto with = [&](const std::string& preloaded) {
    return cost_with(preloaded, (folder / "rules").string(), calls);
  };
  const double empty = with("libbench_empty_preload.so"), idle = with("libordeal_cuda_shim.so");
  double armed = 0;
  {
    const Guard far =
        rules.add({{.role = "worker 1", .operation = ORDEAL_FREE}, nth(1'000'000'000), fail(1)}).value();
    armed = with("libordeal_cuda_shim.so");
  }
  fs::remove_all(folder);
  if (empty < 0 || idle < 0 || armed < 0) return 1;
  std::printf("{\"empty_preload_ns\":%.2f,\"shim_ns\":%.2f,\"shim_armed_ns\":%.2f}\n", empty, idle, armed);
  return 0;
}
