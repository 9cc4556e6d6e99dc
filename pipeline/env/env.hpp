// All that a program of the pipeline gets from the system. Two worlds implement it: pipeline/real (Asio,
// processes, SQLite, LibTorch on a device) and harness/sim (virtual time). A program is `Task<int>
// director_main(Env&, …)`; it runs on one thread, names no global and reaches for nothing that is not here.
//
// Conformance: pipeline/env/conformance holds one script for each interface that both worlds must pass.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/protocol/costs.hpp"
#include "pipeline/protocol/messages.hpp"
#include "pipeline/task/nursery.hpp"

namespace slots {

class Clock {
 public:
  virtual ~Clock() = default;
  // Monotonic, nominal.
  virtual Time now() const = 0;
  // Milliseconds since 1970 by the machine's clock, for records only: it may jump.
  virtual std::int64_t unix_ms() const = 0;
  // A reaction bound is wall time on every arm; this is how long it is in nominal time.
  virtual Duration from_wall(Duration wall) const = 0;
  // A limit or a waiting period that the machine can keep: `nominal`, but no shorter than the world's
  // shortest window (200 ms wall on a clock that runs faster than the wall; nothing in virtual time).
  virtual Duration window(Duration nominal) const = 0;
};

class Random {
 public:
  virtual ~Random() = default;
  // Keyed: the same (seed, site, n) gives the same value, whatever else was drawn.
  virtual std::uint64_t at(std::string_view site, std::uint64_t n) const = 0;
  // For names that a stranger must not guess: from the kernel's entropy where there are strangers; as at()
  // where the seed alone decides a run.
  virtual std::uint64_t unguessable(std::string_view site, std::uint64_t n) const = 0;
  // In [0, 1).
  double unit(std::string_view site, std::uint64_t n) const {
    return static_cast<double>(at(site, n) >> 11) * 0x1p-53;
  }
};

// One side of a conversation of typed messages, ordered and reliable until it is closed or lost. Whoever lets
// more than kUnread messages lie is hung up on: a peer that floods a program must not take its memory.
class Connection {
 public:
  static constexpr std::size_t kUnread = 4096;  // messages

  explicit Connection(Loop& loop) : incoming(loop) {}
  virtual ~Connection() = default;
  Channel<Message> incoming;  // closed when the other side has closed or is lost
  virtual void send(Message message) = 0;
  virtual void close() = 0;
  // For the world, when a message has come. False: there are too many; it closes the connection.
  bool take(Message message) {
    if (incoming.size() >= kUnread) return false;
    incoming.push(std::move(message));
    return true;
  }
};
using ConnectionPtr = std::shared_ptr<Connection>;

struct FetchRequest {
  std::string url;
  std::string file;              // written under this name; the caller renames it when it is whole
  std::int64_t limit_bytes = 0;  // more than this is an error; 0: no limit
  Duration silence_limit =
      30s;  // a server that says nothing for so long is given up; the whole may take longer
};

class Network {
 public:
  virtual ~Network() = default;
  // Addresses: "http://127.0.0.1:8080" (clients), "unix:/run/…/command.sock" (workers).
  virtual Result<void> listen(const std::string& address, Channel<ConnectionPtr>& accepted) = 0;
  // NETWORK_TIMEOUT names what happened: refused, name not resolved, no answer, reset. Names and connections
  // have limits of the world's own.
  virtual Task<Result<ConnectionPtr>> dial(std::string address) = 0;
  // Downloads into a file; returns its size. DOWNLOAD_FAILED carries the HTTP status in details.status.
  virtual Task<Result<std::int64_t>> fetch(FetchRequest request) = 0;
};

struct SpawnRequest {
  std::string role;
  std::string settings;  // the program's whole configuration, as JSON text
};

// A child process. `exit` and `last_words` are set before `gone` is notified: 128+N by signal N.
class Process {
 public:
  static constexpr std::size_t kLastWords = 2048;  // bytes

  explicit Process(Loop& loop) : gone(loop) {}
  virtual ~Process() = default;
  Event gone;
  std::optional<int> exit;
  std::string last_words;  // the end of what it printed, for operators; may name paths of the host
  std::int64_t pid = 0;
};
using ProcessPtr = std::shared_ptr<Process>;

class Processes {
 public:
  virtual ~Processes() = default;
  // Starts a worker. WORKER_START_FAILED when it cannot be started at all.
  virtual Task<Result<ProcessPtr>> spawn(SpawnRequest request) = 0;
  virtual void signal(Process& process, int signal) = 0;
};

// What must survive: appended in order, durable when append() returns.
struct Record {
  std::string slot;
  std::string kind;
  boost::json::object body;
};

class Journal {
 public:
  virtual ~Journal() = default;
  // STORAGE_FULL, STORAGE_ERROR, STORAGE_BUSY: then nothing of `records` was kept.
  virtual Task<Result<void>> append(std::vector<Record> records) = 0;
  // All records so far make way for these, at once; nobody may append meanwhile. On failure the old ones
  // stay.
  virtual Task<Result<void>> replace(std::vector<Record> records) = 0;
  virtual Task<Result<std::vector<Record>>> load() = 0;
};

// Files of this host. Every call is done off the control thread.
class Files {
 public:
  virtual ~Files() = default;
  virtual Task<Result<std::string>> read(std::string path, std::int64_t limit_bytes) = 0;
  virtual Task<Result<void>> write(std::string path,
                                   std::string contents) = 0;      // temporary name, then renamed
  virtual Task<Result<std::string>> sha256(std::string path) = 0;  // hexadecimal; MODEL_NOT_FOUND when absent
  virtual Task<Result<void>> rename(std::string from, std::string to) = 0;
  virtual Task<Result<void>> remove_all(std::string path) = 0;  // absent is success
  virtual Task<Result<void>> make_folder(std::string path) = 0;
};

struct DeviceSettings {
  std::string profile;                     // tiny, small, rtx3060, h200
  std::string models_folder;               // verified model files and their manifest
  int index = 0;                           // which card of the machine
  VramLimits limits = {};                  // of the card
  std::vector<std::string> fallback = {};  // back-ends that may take the card's place, in their order
};
// What the models were loaded onto.
struct LoadedDevice {
  std::string backend;  // "sim", "cuda", "cpu"
  std::string passed_over =
      {};  // back-ends before it that could not be used, and why; empty: it is the first
};
struct StageRequest {
  RunStage what;
  Duration pace{0};  // nominal duration of the cost model; 0: as fast as it goes
  int oom_retries = 1;
};
struct DeviceStatus {
  bool computes = false;
  std::optional<Error> failure = {};  // why it does not, where the device said so
  std::int64_t memory_used_bytes = 0, memory_capacity_bytes = 0;
};

// The card, as a worker's control code sees it. Its memory is kept within its limits by a ledger
// (vram_ledger.hpp): a stage's memory is reserved before its work, or the stage fails with
// VRAM_BUDGET_EXCEEDED; idle models make room, and are loaded again when they are needed; check() looks, too.
// A stage runs elsewhere (a thread, a cost model); when its
// strand is cancelled it is asked to stop, and run() returns CANCELLED once it has.
class Device {
 public:
  virtual ~Device() = default;
  // Reads and checks the models of the profile into host memory, for the next load(), which then reads no
  // file. Errors: MODEL_*; load() reads them itself then.
  virtual Task<Result<void>> read_models(DeviceSettings settings) = 0;
  virtual Task<Result<LoadedDevice>> load(DeviceSettings settings) = 0;
  virtual Task<Result<StageDone>> run(StageRequest request, Channel<StageProgress>& progress) = 0;
  // The last error of run() poisoned the card for this process.
  virtual bool poisoned() const = 0;
  virtual Task<DeviceStatus> check() = 0;
  // Compares the resident weights with their checksum. MODEL_CORRUPTED names the model and both sums.
  virtual Task<Result<void>> verify_weights() = 0;
  // After a stage was stopped, while nothing runs: waits for all that is under way on the card, computes as
  // check() does, and looks whether the memory came back. What it answers is no device for another slot.
  virtual Task<Result<void>> recheck() = 0;
  virtual void release(const std::string& slot) = 0;

  // Hears what an operator should know of the card's memory: soft_limit_passed, model_unloaded, model_loaded,
  // memory_leak, pinned_memory_short.
  std::function<void(Notice)> on_notice;
};

// What a card's driver says of it, to whoever monitors it from outside of the programs that compute on it.
struct CardReport {
  enum class Kind {
    xid,            // the driver reported this error (NVIDIA's catalogue of XIDs)
    memory_errors,  // so many that could not be corrected
    recovered,      // the card needs nothing any more: it was reset, or is back
  };
  std::int64_t card = 0;  // of the machine
  Kind kind{};
  std::int64_t number = 0;  // the XID, or how many
};

class CardMonitor {
 public:
  virtual ~CardMonitor() = default;
  // Reports of every card of the machine from now on, as long as the channel is kept. INTERNAL says why this
  // machine's cards cannot be monitored.
  virtual Task<Result<std::shared_ptr<Channel<CardReport>>>> watch() = 0;
};

class Log {
 public:
  virtual ~Log() = default;
  // One structured event: {time, role, event, …fields}.
  virtual void event(std::string_view name, boost::json::object fields = {}) = 0;
};

// What a program counts for its operators, as Prometheus has it. A name has one kind for ever, and labels of
// few values (no slot, no client).
struct Metric {
  const char *name, *help;
};
using MetricLabels = std::map<std::string, std::string>;
class Metrics {
 public:
  virtual ~Metrics() = default;
  virtual void count(const Metric& counter, const MetricLabels& labels = {}) = 0;  // one more
  virtual void set(const Metric& gauge, double value, const MetricLabels& labels = {}) = 0;
  virtual void observe(const Metric& histogram, Duration took, const MetricLabels& labels = {}) = 0;
  // All of them in Prometheus's text format, version 0.0.4; a histogram's unit is the nominal second.
  virtual std::string text() const = 0;
};

// Signals that ask this process for something (SIGINT, SIGTERM, SIGHUP), as they come.
class Signals {
 public:
  explicit Signals(Loop& loop) : incoming(loop) {}
  virtual ~Signals() = default;
  Channel<int> incoming;
};

struct Env {
  Loop& loop;
  const Clock& clock;
  const Random& random;
  Network& network;
  Processes& processes;
  Journal& journal;
  Files& files;
  Device& device;
  CardMonitor& cards;
  Log& log;
  Metrics& metrics;
  Signals& signals;
  std::string role;

  Sleep sleep(Duration duration) const { return Sleep(loop, clock.now() + duration); }
  template <class T>
  Task<std::optional<T>> within(Duration limit, Task<T> task, Duration grace = kDefaultGrace) const {
    return until(loop, clock.now() + limit, std::move(task), grace);
  }
};

}  // namespace slots
