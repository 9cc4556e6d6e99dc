// Tracing ranges, NVTX-shaped: the pipeline says which slot, stage and step its thread is in; a profiler, a
// device plug-in or a preloaded library listens. Without a listener a range costs one load and a branch.
//
// A listener installs itself with slot_trace_install(), which the executable exports (find it with
// dlsym(RTLD_DEFAULT, "slot_trace_install")). Ranges nest and belong to the calling thread.
#pragma once

namespace slots {

// What the listener is told. `category` is "slot", "stage" or "step"; `name` is the slot's id, the stage's
// name
// ("audio", "image", "video", "clip") or the step's number. Both live until pop.
struct TraceHooks {
  void (*push)(const char* category, const char* name);
  void (*pop)();
};

// One range: from construction to destruction, on one thread.
class TraceRange {
 public:
  TraceRange(const char* category, const char* name);
  ~TraceRange();
  TraceRange(const TraceRange&) = delete;
  TraceRange& operator=(const TraceRange&) = delete;

 private:
  const TraceHooks* hooks_;  // those that saw the push also see the pop
};

}  // namespace slots

// Installs the listener (nullptr: none). The hooks must outlive the process's last range.
extern "C" void slot_trace_install(const slots::TraceHooks* hooks);
