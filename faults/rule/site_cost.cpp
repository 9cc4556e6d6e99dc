// What a site costs its caller, as JSON: nanoseconds a call of ordeal_rule_consult(), the median of 40
// batches.
//   bench_site_cost [CALLS]    3,000,000 when not given
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "faults/rule/rule_block.hpp"

namespace {

using namespace ordeal::rule;

double nanoseconds_a_call(long calls, const ordeal_site& site) {
  constexpr int kBatches = 40;
  std::vector<double> batches;
  for (int batch = 0; batch <= kBatches; ++batch) {  // the first warms up
    const auto began = std::chrono::steady_clock::now();
    for (long i = 0; i < calls / kBatches; ++i) {
      const ordeal_decision decision = ordeal_rule_consult(&site);
      asm volatile("" : : "r"(&decision) : "memory");
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
    if (batch > 0) batches.push_back(took.count() / static_cast<double>(calls / kBatches));
  }
  std::nth_element(batches.begin(), batches.begin() + kBatches / 2, batches.end());
  return batches[kBatches / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const long calls = argc > 1 ? std::atol(argv[1]) : 3'000'000;
  const char* folder = std::getenv("TMPDIR");
  const std::string path =
      std::string(folder ? folder : "/tmp") + "/site-cost-" + std::to_string(::time(nullptr));
  RuleBlock rules = RuleBlock::create(path).value();
  if (ordeal_rule_attach(path.c_str()) != 0) return 1;
  ordeal_rule_claim("worker 1");
  std::remove(path.c_str());
  const ordeal_site site{
      .operation = ORDEAL_LAUNCH, .stage = "image", .object = "aten::mm", .step = -1, .device = 0};
  const double nothing = nanoseconds_a_call(calls, site);
  double elsewhere = 0, armed = 0;
  {
    const Guard other =
        rules.add({{.role = "director", .operation = ORDEAL_LAUNCH}, always(), fail(1)}).value();
    elsewhere = nanoseconds_a_call(calls, site);
  }
  {
    const Guard far =
        rules.add({{.role = "worker 1", .operation = ORDEAL_LAUNCH}, nth(1'000'000'000), fail(1)}).value();
    armed = nanoseconds_a_call(calls, site);
  }
  rules.count_sites(true);
  const double counting = nanoseconds_a_call(calls, site);
  std::printf(
      "{\"nothing_armed_ns\":%.2f,\"armed_for_others_ns\":%.2f,\"armed_ns\":%.2f,\"counting_ns\":%.2f}\n",
      nothing, elsewhere, armed, counting);
  return 0;
}
