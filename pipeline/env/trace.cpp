#include "pipeline/env/trace.hpp"

#include <atomic>

namespace slots {
namespace {
std::atomic<const TraceHooks*> installed{nullptr};
}

TraceRange::TraceRange(const char* category, const char* name)
    : hooks_(installed.load(std::memory_order_acquire)) {
  if (hooks_) hooks_->push(category, name);
}

TraceRange::~TraceRange() {
  if (hooks_) hooks_->pop();
}

void trace_mark(const char* call, const char* object) {
  if (const TraceHooks* hooks = installed.load(std::memory_order_acquire)) hooks->mark(call, object);
}

void trace_name(const char* role) {
  if (const TraceHooks* hooks = installed.load(std::memory_order_acquire)) hooks->name(role);
}

}  // namespace slots

extern "C" __attribute__((visibility("default"))) void slot_trace_install(const slots::TraceHooks* hooks) {
  slots::installed.store(hooks, std::memory_order_release);
}
