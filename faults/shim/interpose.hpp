// What every wrapper of the CUDA shim does before the real call: ask the rules, and keep the state that CUDA
// itself would have kept had the error been its own.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

#include "faults/rule/rule.h"

namespace ordeal::shim {

// What is left to do for a wrapper.
struct Verdict {
  cudaError_t error = cudaSuccess;  // not cudaSuccess: return it
  bool skip = false;                // say that it was done
  std::uint64_t bytes = 0;          // how many to copy
};

// An operation is about to be done. May wait, hang or kill the process, as rules say. After a sticky error
// (pipeline/env/cuda_errors.hpp) every call fails with it, without asking.
// `object`: a kernel's name, "pinned", "graph" …; may be null. A copy that is `whole` cannot be cut short: a
// rule that wants that is an error.
Verdict ask(std::uint32_t operation, std::uint64_t bytes = 0, const char* object = nullptr,
            bool whole = false);
// The sticky error that every call answers by now; cudaSuccess: none.
cudaError_t spoilt();

// The error that cudaGetLastError() owes this thread for what the shim returned; cleared unless it is sticky.
cudaError_t take_last_error();
cudaError_t peek_last_error();

// The symbol that the program would have got without the shim, also from a runtime that was loaded with
// RTLD_LOCAL; null when there is none.
void* find_real(const char* name);
// Likewise of the driver.
void* find_real_driver(const char* name);

template <class Function>
Function* real(Function*, const char* name) {
  return reinterpret_cast<Function*>(find_real(name));
}

// What a wrapper returns when the program has no CUDA runtime at all.
constexpr cudaError_t kNoRuntime = cudaErrorSharedObjectSymbolNotFound;

}  // namespace ordeal::shim

// Calls the real `name`, looked up once.
#define ORDEAL_CALL_REAL(name, ...)                               \
  [&]() -> cudaError_t {                                          \
    static auto* const found = ordeal::shim::real(&name, #name);  \
    return found ? found(__VA_ARGS__) : ordeal::shim::kNoRuntime; \
  }()
