// Everything that programs of the pipeline say to each other. What concerns a slot carries the correlation id
// that it got when it was accepted; log lines about it do, too. A codec of pipeline/real writes them as HTTP
// (client and director) or as framed JSON (director and worker); the simulator passes them as they are. At
// the wire durations are nominal milliseconds (`*_ms`) and sizes bytes (`*_bytes`).
#pragma once

#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "pipeline/protocol/error.hpp"
#include "pipeline/protocol/stage.hpp"

namespace slots {

// ---- client → director
// -------------------------------------------------------------------------------------------

// Accept a slot: answered by Accepted or Failure. The same key with the same body is the same slot.
struct Submit {
  std::string idempotency_key;
  std::string prompt;
  std::string script;
  std::optional<std::int64_t> deadline_ms;  // from now; the profile's generation deadline when absent
  std::uint64_t seed = 1;
  std::string client;  // who asks, for a fair share of the workers; "": all who do not say, as one
};
// Follow a slot: answered by SlotEvent after SlotEvent (those after `after`), closed behind the last.
struct Watch {
  std::string slot;
  std::int64_t after = 0;
};
struct Cancel {  // answered by NoContent or Failure
  std::string slot;
};
struct GetSlot {  // answered by SlotState or Failure
  std::string slot;
};
struct GetFile {  // answered by FileReply or Failure
  std::string slot;
  std::string name;
};
struct GetWorkers {};    // answered by WorkersState
struct GetHealth {};     // answered by Health
struct GetReadiness {};  // answered by Readiness
struct GetMetrics {};    // answered by MetricsText

// ---- director → client
// -------------------------------------------------------------------------------------------

struct Accepted {
  std::string slot;
  std::string correlation_id;
  std::int64_t deadline_ms = 0;        // that applies, from acceptance
  std::int64_t position = 0;           // 0: next
  std::int64_t expected_start_ms = 0;  // from now, by the cost model and those before it
};
struct NoContent {};
struct Failure {
  Error error;
};
// As the type of an event, and as a slot's state.
constexpr bool ends_a_slot(std::string_view type) {
  return type == "done" || type == "failed" || type == "cancelled";
}
// One event of a slot's life: "accepted", "dispatched", "stage_started", "progress", "stage_done",
// "stage_failed", "checkpoint", "worker_lost", "model_corrupted", … and as the last one "done", "failed" or
// "cancelled". "events_forgotten" stands for all up to its sequence: they came too long ago to be kept.
struct SlotEvent {
  std::int64_t sequence = 0;
  std::string slot;
  std::string correlation_id;
  std::string type;
  std::int64_t at_ms = 0;  // since acceptance
  boost::json::object fields;
  bool last() const { return ends_a_slot(type); }
};
struct SlotState {
  std::string slot;
  std::string correlation_id;
  std::string state;           // queued, running, done, failed, cancelled
  boost::json::object result;  // slot.json when done, the error when failed
};
struct FileReply {
  std::string path;  // on the director's host; the codec streams its contents
  std::int64_t size_bytes = 0;
};
struct WorkerState {
  std::string role;
  std::int64_t generation = 0;  // its processes, counted
  std::int64_t device = -1;     // the card that it serves; -1: none
  std::string state;            // starting, standby, activating, active, draining, lost, given_up
  std::int64_t pid = 0;
  std::int64_t restarts = 0;
  bool prepared = false;                  // its models are in host memory, for when it is activated
  std::int64_t stale_messages = 0;        // refused: of an older generation or dispatch
  std::optional<std::int64_t> last_exit;  // 128+N by signal N
  std::string failure;                    // why its last process is gone, until the next one has registered
  std::int64_t memory_used_bytes = 0, memory_capacity_bytes = 0;
};
struct WorkersState {
  std::vector<WorkerState> workers;
};
struct Health {        // the director itself lives; what it says of its workers asks nobody to end it
  std::string status;  // ok, degraded (not every card is served, or a worker is given up), draining
};
// Whether a slot can be made now.
struct Readiness {
  bool ready = false;
  std::vector<std::string> reasons;  // why not, or what is not as it should be; no path of the host
};
struct MetricsText {
  std::string text;  // Prometheus's text format, version 0.0.4
};

// ---- worker → director
// -------------------------------------------------------------------------------------------
// Each says which process it is of (`generation` of its worker), and what concerns a slot also which dispatch
// (`fence`, greater with each dispatch of any slot). Both sides refuse what is of an older one.

struct Hello {
  std::string role;
  std::int64_t generation = 0;
  std::int64_t pid = 0;
};
struct Beat {
  std::int64_t generation = 0;
  std::int64_t number = 0;
  bool computes = true;  // a small computation on the device gave the right answer
  std::int64_t memory_used_bytes = 0, memory_capacity_bytes = 0;
};
struct Prepared {  // its models are in host memory, or why they are not: it reads them when it is activated
  std::int64_t generation = 0;
  std::int64_t read_ms = 0;
  std::optional<Error> error;
};
struct Activated {  // models are on the device; the worker can run stages
  std::int64_t generation = 0;
  std::int64_t load_ms = 0;
  std::string backend;      // what it computes on: "cuda", "sim", "cpu"
  std::string passed_over;  // back-ends that it could not use, and why; empty: it is the configured one
};
struct ActivationFailed {
  std::int64_t generation = 0;
  Error error;
  bool fatal = false;  // the device is poisoned: the worker leaves with exit code 70
};
struct DeviceFailed {  // the device was found poisoned while no stage ran: the worker leaves with exit code
                       // 70
  std::int64_t generation = 0;
  Error error;
};
struct DeviceChecked {  // after ReleaseSlot with check_device: it is sound, and may have the next slot
  std::int64_t generation = 0;
};
struct StageProgress {
  std::string slot;
  Stage stage{};
  std::int64_t run = 0, done = 0, total = 0, keyframes = 0;
  std::int64_t generation = 0, fence = 0;
  std::string correlation_id;
};
struct StageDone {
  std::string slot;
  Stage stage{};
  std::int64_t run = 0;
  std::int64_t generation = 0, fence = 0;
  std::string correlation_id;
  double took_ms = 0;
  std::int64_t oom_recovered = 0;
  boost::json::object details;  // e.g. clip's scores; artefacts: [{name, bytes}]
};
struct StageFailed {
  std::string slot;
  Stage stage{};
  std::int64_t run = 0;
  std::int64_t generation = 0, fence = 0;
  std::string correlation_id;
  Error error;
  bool fatal = false;  // the device is poisoned: the worker leaves with exit code 70
};
struct StageStopped {  // the answer to StopStage
  std::string slot;
  Stage stage{};
  std::int64_t run = 0;
  std::int64_t generation = 0, fence = 0;
  std::string correlation_id;
};
struct Notice {  // something an operator and the slot's watchers should know: "model_corrupted",
                 // "model_missing", "model_fetched", …
  std::int64_t generation = 0;
  std::string type;
  boost::json::object fields;
};

// ---- director → worker
// -------------------------------------------------------------------------------------------

struct Prepare {  // read the models into host memory, for when it is activated
  std::int64_t generation = 0;
};
struct Activate {
  std::int64_t generation = 0;
  std::int64_t device = 0;  // which card of the machine
};
struct RunStage {
  std::string slot;
  Stage stage{};
  std::int64_t run = 0;  // each run of a stage has a number, so that a late answer is nobody else's
  std::int64_t generation = 0, fence = 0;
  std::string correlation_id;
  std::string prompt, script;
  std::uint64_t seed = 1;
  std::string folder;  // where the slot's artefacts go
};
struct StopStage {
  std::string slot;
  Stage stage{};
  std::int64_t run = 0;
  std::int64_t generation = 0, fence = 0;
  std::string correlation_id;
};
struct ReleaseSlot {  // frees what the slot holds on the worker
  std::string slot;
  std::int64_t generation = 0, fence = 0;
  std::string correlation_id;
  bool check_device = false;  // a stage was stopped: answered by DeviceChecked or DeviceFailed
};

using Message =
    std::variant<Submit, Watch, Cancel, GetSlot, GetFile, GetWorkers, GetHealth, GetReadiness, GetMetrics,
                 Accepted, NoContent, Failure, SlotEvent, SlotState, FileReply, WorkersState, Health,
                 Readiness, MetricsText, Hello, Beat, Prepared, Activated, ActivationFailed, DeviceFailed,
                 DeviceChecked, StageProgress, StageDone, StageFailed, StageStopped, Notice, Prepare,
                 Activate, RunStage, StopStage, ReleaseSlot>;

BOOST_DESCRIBE_STRUCT(Submit, (), (idempotency_key, prompt, script, deadline_ms, seed, client))
BOOST_DESCRIBE_STRUCT(Watch, (), (slot, after))
BOOST_DESCRIBE_STRUCT(Cancel, (), (slot))
BOOST_DESCRIBE_STRUCT(GetSlot, (), (slot))
BOOST_DESCRIBE_STRUCT(GetFile, (), (slot, name))
BOOST_DESCRIBE_STRUCT(GetWorkers, (), ())
BOOST_DESCRIBE_STRUCT(GetHealth, (), ())
BOOST_DESCRIBE_STRUCT(GetReadiness, (), ())
BOOST_DESCRIBE_STRUCT(GetMetrics, (), ())
BOOST_DESCRIBE_STRUCT(MetricsText, (), (text))
BOOST_DESCRIBE_STRUCT(Accepted, (), (slot, correlation_id, deadline_ms, position, expected_start_ms))
BOOST_DESCRIBE_STRUCT(NoContent, (), ())
BOOST_DESCRIBE_STRUCT(Failure, (), (error))
BOOST_DESCRIBE_STRUCT(SlotEvent, (), (sequence, slot, correlation_id, type, at_ms, fields))
BOOST_DESCRIBE_STRUCT(SlotState, (), (slot, correlation_id, state, result))
BOOST_DESCRIBE_STRUCT(FileReply, (), (path, size_bytes))
BOOST_DESCRIBE_STRUCT(WorkerState, (),
                      (role, generation, device, state, pid, restarts, prepared, stale_messages, last_exit,
                       failure, memory_used_bytes, memory_capacity_bytes))
BOOST_DESCRIBE_STRUCT(WorkersState, (), (workers))
BOOST_DESCRIBE_STRUCT(Health, (), (status))
BOOST_DESCRIBE_STRUCT(Readiness, (), (ready, reasons))
BOOST_DESCRIBE_STRUCT(Hello, (), (role, generation, pid))
BOOST_DESCRIBE_STRUCT(Beat, (), (generation, number, computes, memory_used_bytes, memory_capacity_bytes))
BOOST_DESCRIBE_STRUCT(Prepared, (), (generation, read_ms, error))
BOOST_DESCRIBE_STRUCT(Activated, (), (generation, load_ms, backend, passed_over))
BOOST_DESCRIBE_STRUCT(ActivationFailed, (), (generation, error, fatal))
BOOST_DESCRIBE_STRUCT(DeviceFailed, (), (generation, error))
BOOST_DESCRIBE_STRUCT(DeviceChecked, (), (generation))
BOOST_DESCRIBE_STRUCT(StageProgress, (),
                      (slot, stage, run, done, total, keyframes, generation, fence, correlation_id))
BOOST_DESCRIBE_STRUCT(StageDone, (),
                      (slot, stage, run, generation, fence, correlation_id, took_ms, oom_recovered, details))
BOOST_DESCRIBE_STRUCT(StageFailed, (), (slot, stage, run, generation, fence, correlation_id, error, fatal))
BOOST_DESCRIBE_STRUCT(StageStopped, (), (slot, stage, run, generation, fence, correlation_id))
BOOST_DESCRIBE_STRUCT(Notice, (), (type, fields, generation))
BOOST_DESCRIBE_STRUCT(Prepare, (), (generation))
BOOST_DESCRIBE_STRUCT(Activate, (), (generation, device))
BOOST_DESCRIBE_STRUCT(RunStage, (),
                      (slot, stage, run, generation, fence, correlation_id, prompt, script, seed, folder))
BOOST_DESCRIBE_STRUCT(StopStage, (), (slot, stage, run, generation, fence, correlation_id))
BOOST_DESCRIBE_STRUCT(ReleaseSlot, (), (slot, generation, fence, correlation_id, check_device))

}  // namespace slots
