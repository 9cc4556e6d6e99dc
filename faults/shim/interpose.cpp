#include "faults/shim/interpose.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "pipeline/env/cuda_errors.hpp"

namespace ordeal::shim {
namespace {

std::atomic<int> sticky{0};
thread_local int last_error = 0;
std::atomic<int> named{0};  // the pid whose role was looked up

// A worker that came from a zygote has named itself by the time it first uses the device.
void name_process() {
  if (!ordeal_rule_active()) return;
  if (const int pid = getpid(); named.exchange(pid, std::memory_order_relaxed) != pid)
    ordeal_rule_claim(nullptr);
}

Verdict failed(int code) {
  last_error = code;
  if (slots::stays(slots::fault_of(code))) sticky.store(code, std::memory_order_release);
  return {.error = static_cast<cudaError_t>(code)};
}

}  // namespace

Verdict ask(std::uint32_t operation, std::uint64_t bytes) {
  name_process();
  if (const int code = sticky.load(std::memory_order_acquire))
    return {.error = static_cast<cudaError_t>(code)};
  const ordeal_site site{.operation = operation, .step = -1, .device = -1, .amount = bytes};
  const ordeal_decision decision = ordeal_rule_consult(&site);
  const bool copies = operation == ORDEAL_COPY;
  switch (decision.action) {
    case ORDEAL_PASS:
      return {.bytes = bytes};
    case ORDEAL_ERROR:
      ordeal_rule_done(&decision);
      return failed(decision.error);
    case ORDEAL_DROP:
      if (!copies && operation != ORDEAL_LAUNCH) break;
      ordeal_rule_done(&decision);
      return {.skip = true};
    case ORDEAL_TRUNCATE:
      if (!copies) break;
      if (decision.amount < bytes) ordeal_rule_done(&decision);
      return {.bytes = std::min(bytes, decision.amount)};
    default:
      break;
  }
  return failed(cudaErrorNotSupported);  // a rule that cannot be carried out here must not pass in silence
}

cudaError_t take_last_error() {
  if (const int code = sticky.load(std::memory_order_acquire)) return static_cast<cudaError_t>(code);
  return static_cast<cudaError_t>(std::exchange(last_error, 0));
}

cudaError_t peek_last_error() {
  if (const int code = sticky.load(std::memory_order_acquire)) return static_cast<cudaError_t>(code);
  return static_cast<cudaError_t>(last_error);
}

void* find_real(const char* name) {
  if (void* next = dlsym(RTLD_NEXT, name)) return next;
  for (const char* runtime : {"libcudart.so.13", "libcudart.so.12"}) {
    // Only one that is loaded already; the handle is kept, so that it stays loaded.
    if (void* library = dlopen(runtime, RTLD_LAZY | RTLD_NOLOAD)) return dlsym(library, name);
  }
  return nullptr;
}

}  // namespace ordeal::shim
