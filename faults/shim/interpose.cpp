#include "faults/shim/interpose.hpp"

#include <dlfcn.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "pipeline/env/cuda_errors.hpp"

namespace ordeal::shim {
namespace {

std::atomic<int> sticky{0};
thread_local int last_error = 0;
std::atomic<bool> named{false};  // this process's role was looked up

// A worker that came from a zygote has named itself by the time it first uses the device. Asking for the pid
// at each call would be most of what the shim costs; a child made by fork asks again.
void name_process() {
  if (named.load(std::memory_order_relaxed) || !ordeal_rule_active()) return;
  static const bool watching = pthread_atfork(nullptr, nullptr, [] { named = false; }) == 0;
  named = watching;
  ordeal_rule_claim(nullptr);
}

// Which card this thread's calls go to; -1: nobody knows. Asked only where a rule could want to know.
std::int64_t current_device() {
  int device = -1;
  static const auto ask = reinterpret_cast<decltype(&cudaGetDevice)>(find_real("cudaGetDevice"));
  return ask && ask(&device) == cudaSuccess ? device : -1;
}

Verdict failed(int code) {
  last_error = code;
  if (slots::stays(slots::fault_of(code))) sticky.store(code, std::memory_order_release);
  return {.error = static_cast<cudaError_t>(code)};
}

}  // namespace

cudaError_t spoilt() {
  return static_cast<cudaError_t>(sticky.load(std::memory_order_acquire));
}

Verdict ask(std::uint32_t operation, std::uint64_t bytes, const char* object, bool whole) {
  name_process();
  if (const cudaError_t error = spoilt()) return {.error = error};
  const ordeal_site site{.operation = operation,
                         .object = object,
                         .step = -1,
                         .device = ordeal_rule_watches(operation) ? current_device() : -1,
                         .amount = bytes};
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
      if (!copies || whole) break;
      if (decision.amount < bytes) ordeal_rule_done(&decision);
      return {.bytes = std::min(bytes, decision.amount)};
    default:
      break;
  }
  return failed(cudaErrorNotSupported);  // a rule that cannot be carried out here must not pass in silence
}

cudaError_t take_last_error() {
  const cudaError_t error = spoilt();
  return error ? error : static_cast<cudaError_t>(std::exchange(last_error, 0));
}

cudaError_t peek_last_error() {
  const cudaError_t error = spoilt();
  return error ? error : static_cast<cudaError_t>(last_error);
}

namespace {

// Only in a library that is loaded already; the handle is kept, so that it stays loaded.
void* find_in(const char* library, const char* name) {
  void* loaded = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
  return loaded ? dlsym(loaded, name) : nullptr;
}

}  // namespace

void* find_real(const char* name) {
  if (void* next = dlsym(RTLD_NEXT, name)) return next;
  void* found = find_in("libcudart.so.13", name);
  return found ? found : find_in("libcudart.so.12", name);
}

void* find_real_driver(const char* name) {
  void* next = dlsym(RTLD_NEXT, name);
  return next ? next : find_in("libcuda.so.1", name);
}

}  // namespace ordeal::shim
