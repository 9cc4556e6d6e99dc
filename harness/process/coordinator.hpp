// Runs jobs, each in its enclosure, a few at a time, from one thread and one poll loop.
//
// Ctrl-C: the first SIGINT, SIGTERM or SIGHUP asks the running jobs to stop (SIGTERM to each job, then its
// end after the grace) and starts no more; the second ends everything at once. A signal that was ignored when
// the program started stays so.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/process/enclosure.hpp"
#include "harness/process/frame.hpp"
#include "harness/process/interrupts.hpp"

namespace ordeal::process {

enum class Ending {
  exited,       // `number` is the exit code
  signalled,    // `number` is the signal
  deadline,     // ran past its deadline and was ended
  memory,       // held more memory than it may and was ended; `problem` says how much
  interrupted,  // Ctrl-C; also jobs that had not started
  not_started,  // no enclosure could be made; `problem` says why
  lost,         // the enclosure ended under the job, or the job sent what is no frame; `problem` says which
};

struct Outcome {
  Ending ending = Ending::not_started;
  int number = 0;
  std::chrono::steady_clock::duration duration{};  // from the start of the enclosure until it was empty
  std::string last_output;  // the end of what the job and its processes wrote to stdout and stderr; after a
                            // crash with the stack, as source lines where a symboliser is installed
  std::size_t output_bytes = 0;  // how much that was in all
  std::string problem;           // what went wrong around the job (enclosure, half a frame); empty: nothing
  int strays = 0;                // Way::subreaper: processes that were left over and had to be ended
};

// "exit code 1", "signal 11 (Segmentation fault)", "ended at its deadline after 5000 ms", …
std::string describe(const Outcome&);

struct Job {
  std::string name;
  Work work;
  std::chrono::milliseconds deadline = std::chrono::minutes(1);  // from the start of its enclosure
  // Where given, the deadline instead; a callback may move it while the job runs.
  std::shared_ptr<std::chrono::steady_clock::time_point> until = {};
  // Bytes that its processes may hold together (memory_of), looked at a few times a second; 0: any. A
  // callback may change it while the job runs. Null: there is never a limit.
  std::shared_ptr<std::uint64_t> memory_limit = {};
  std::vector<std::filesystem::path> visible = {};  // see EnclosureOptions
  std::function<void(Frame)> on_frame = {};         // called in the coordinator, in the job's order
  // Where given, the job has parts, each of which ends with a frame of this type. What was written to stdout
  // and stderr in a part goes with its last frame, and last_output has what came behind that.
  std::uint8_t last_frame_of_part = 0;
  std::function<void(Frame, std::string)> on_part_end = {};
  std::function<void(const Outcome&)> on_end = {};  // called once for each job, after its last frame
};

struct CoordinatorOptions {
  Way way = Way::namespaces;  // as probe() found
  int at_once = 1;
  std::chrono::milliseconds grace{2000};            // from being asked to stop until the end
  std::size_t output_tail = std::size_t{64} << 10;  // bytes of Outcome::last_output
  // Called a few times a second while jobs run.
  std::function<void()> on_tick = {};
};

class Coordinator {
 public:
  explicit Coordinator(CoordinatorOptions);
  ~Coordinator();  // ends what still runs (a callback threw)
  Coordinator(const Coordinator&) = delete;
  Coordinator& operator=(const Coordinator&) = delete;

  // Also from a callback, to run something again. Once stopped, a job that is added is interrupted at once.
  void add(Job);

  // From now on nothing is started and running jobs are asked to stop, as by the first Ctrl-C; the second
  // call ends them at once. From a callback, too (fail fast).
  void stop();

  // Runs until every job has its outcome. True: it was interrupted, by a signal or by stop().
  bool run();

  // Nothing is started any more.
  bool stopped() const { return stops_ > 0; }

 private:
  struct Running;
  using Clock = std::chrono::steady_clock;

  void start_next();
  void start(Job);
  void wait_for_events(Interrupts&);
  Clock::time_point next_time_limit() const;
  void obey_stop();
  void check_time(Running&);
  bool limits_memory() const;
  void check_memory();
  void finish(std::unique_ptr<Running>);
  void tick();

  CoordinatorOptions options_;
  std::deque<Job> waiting_;
  std::vector<std::unique_ptr<Running>> running_;
  Clock::time_point next_tick_ = Clock::now();
  Clock::time_point next_look_ = Clock::now();  // at the memory of jobs
  int stops_ = 0;                               // 0: go on; 1: jobs are asked to stop; 2: they are ended
};

}  // namespace ordeal::process
