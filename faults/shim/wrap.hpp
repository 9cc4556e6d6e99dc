// How a wrapper of the CUDA runtime is written: one line for most calls.
#pragma once

#include "faults/shim/interpose.hpp"

#define ORDEAL_EXPORT extern "C" __attribute__((visibility("default"))) cudaError_t CUDARTAPI

// A call that is a site: refused by an error, else done. `what` is the site's object (may be nullptr).
#define ORDEAL_SITE(name, operation, what, bytes, parameters, ...)                              \
  ORDEAL_EXPORT name parameters {                                                               \
    const ordeal::shim::Verdict verdict = ordeal::shim::ask(operation, bytes, what);            \
    return verdict.error || verdict.skip ? verdict.error : ORDEAL_CALL_REAL(name, __VA_ARGS__); \
  }

// A call that is no site, and fails once the context is spoilt, as CUDA's does.
#define ORDEAL_SPOILABLE(name, parameters, ...)                   \
  ORDEAL_EXPORT name parameters {                                 \
    const cudaError_t spoilt = ordeal::shim::spoilt();            \
    return spoilt ? spoilt : ORDEAL_CALL_REAL(name, __VA_ARGS__); \
  }
