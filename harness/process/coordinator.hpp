// Runs jobs, each in its enclosure, a few at a time, from one thread and one poll loop.
//
// Ctrl-C: the first SIGINT or SIGTERM asks the running jobs to stop (SIGTERM to each job, then its end after
// the grace) and starts no more; the second ends everything at once. A signal that was ignored when the
// program started stays so.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/process/enclosure.hpp"
#include "harness/process/frame.hpp"

namespace ordeal::process {

enum class Ending {
  exited,       // `number` is the exit code
  signalled,    // `number` is the signal
  deadline,     // ran past its deadline and was ended
  interrupted,  // Ctrl-C; also jobs that had not started
  not_started,  // `problem` says why
};

struct Outcome {
  Ending ending = Ending::not_started;
  int number = 0;
  std::chrono::steady_clock::duration duration{};  // from the start of the enclosure until it was empty
  std::string last_output;       // the end of what the job and its processes wrote to stdout and stderr
  std::size_t output_bytes = 0;  // how much that was in all
  std::string problem;           // what went wrong around the job (enclosure, half a frame); empty: nothing
  int strays = 0;                // Way::subreaper: processes that were left over and had to be ended
};

// "exit code 1", "signal 11 (Segmentation fault)", "past its deadline of 5000 ms", …
std::string describe(const Outcome&);

struct Job {
  std::string name;
  Work work;
  std::chrono::milliseconds deadline = std::chrono::minutes(1);
  std::vector<std::filesystem::path> visible;       // see EnclosureOptions
  std::function<void(Frame)> on_frame = {};         // called in the coordinator, in the job's order
  std::function<void(const Outcome&)> on_end = {};  // called once for each job, after its last frame
};

struct CoordinatorOptions {
  Way way = Way::namespaces;  // as probe() found
  int at_once = 1;
  std::chrono::milliseconds grace{2000};            // from SIGTERM to the end, after the first Ctrl-C
  std::size_t output_tail = std::size_t{64} << 10;  // bytes of Outcome::last_output
};

class Coordinator {
 public:
  explicit Coordinator(CoordinatorOptions);
  ~Coordinator();  // ends what still runs (a callback threw)
  Coordinator(const Coordinator&) = delete;
  Coordinator& operator=(const Coordinator&) = delete;

  // Also from a callback, to run something again.
  void add(Job);

  // From now on nothing is started, running jobs are asked to stop: as the first Ctrl-C. From a callback, too
  // (fail fast).
  void stop();

  // Runs until every job has its outcome. True: it was interrupted, by a signal or by stop().
  bool run();

 private:
  struct Running;
  struct Signals;

  void start_next();
  void wait_for_events(Signals&);
  void read_results(Running&);
  void read_output(Running&);
  void check_deadline(Running&);
  void finish(std::unique_ptr<Running>);
  void heed_signal();
  void refuse(Job&, Ending, std::string problem);

  CoordinatorOptions options_;
  std::deque<Job> waiting_;
  std::vector<std::unique_ptr<Running>> running_;
  int stops_ = 0;  // 0: go on; 1: asked to stop; 2: end at once
};

}  // namespace ordeal::process
