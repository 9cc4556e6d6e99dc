// A job between its start and its outcome, as the coordinator sees it.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "harness/process/coordinator.hpp"
#include "harness/process/output_tail.hpp"
#include "harness/process/process_table.hpp"

namespace ordeal::process {

struct Coordinator::Running {
  Running(Job started, Enclosure room, std::size_t output_tail)
      : job(std::move(started)),
        enclosure(std::move(room)),
        output(output_tail),
        limit(start + job.deadline) {}

  // Reads what is there, at most one buffer, and hands complete frames on. False: there was nothing.
  bool read_results();
  bool read_output();
  void read_the_rest();
  void hand_on(Frame);

  void ask_to_stop(std::chrono::milliseconds grace);
  // The job is over for the reason given; the enclosure is being emptied.
  void end(Ending why);
  // Ends the job where it holds more than its limit.
  void check_memory(const std::vector<Process>& all);
  Outcome conclude();
  // The job's own deadline until it is asked to stop or ended, then the limit that was set for that.
  Clock::time_point time_limit() const { return job.until && !asked_to_stop && !ending ? *job.until : limit; }
  // Bytes; 0: none, or none any more.
  std::uint64_t memory_limit() const {
    return job.memory_limit && !asked_to_stop && !ending ? *job.memory_limit : 0;
  }

  Job job;
  Enclosure enclosure;
  OutputTail output;
  FrameReader frames;
  bool results_open = true, output_open = true;
  Clock::time_point start = Clock::now();
  Clock::time_point limit;              // the deadline; after it has ended, when the reaper must be gone
  std::optional<Ending> ended_because;  // from outside
  bool asked_to_stop = false;
  bool ending = false;
  std::string problem;
};

}  // namespace ordeal::process
