// Tracing, NVTX-shaped: the pipeline says who a process is, in which slot, stage and step a thread is, and
// which call of Env it is about to make; a profiler, a device plug-in or a preloaded library listens. Without
// a listener each costs one load and a branch.
//
// A listener installs itself with slot_trace_install(), which the executable exports (find it with
// dlsym(RTLD_DEFAULT, "slot_trace_install")). Ranges nest and belong to the calling thread.
#pragma once

namespace slots {

// What the listener is told. All texts of push live until pop.
struct TraceHooks {
  // `category` is "slot", "stage", "step" or "call"; `name` is the slot's id, the stage's name ("audio",
  // "image", "video", "clip"), the step's number or the call's name.
  void (*push)(const char* category, const char* name);
  void (*pop)();
  // A call of Env begins, by the name that both worlds give it: "journal.append", "network.send",
  // "files.write", "process.spawn". A coroutine may be suspended within it, so it is a mark and no range.
  // `object`: what it is about, a message's kind ("StageDone", "SlotEvent done") or that of a record
  // ("settled"); null where the call says all. Good for the call only.
  void (*mark)(const char* call, const char* object);
  // What this process is: "director", "worker 1". A process that was forked says so anew.
  void (*name)(const char* role);
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

void trace_mark(const char* call, const char* object = nullptr);
void trace_name(const char* role);

}  // namespace slots

// Installs the listener (nullptr: none). The hooks must outlive the process's last range.
extern "C" void slot_trace_install(const slots::TraceHooks* hooks);
