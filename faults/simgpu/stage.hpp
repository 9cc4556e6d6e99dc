// A running stage on its thread: what it has launched, where it stands in time, and whether it was asked to
// stop.
//
// Time: the device works through launches on an absolute schedule that starts with the stage; each launch
// moves the schedule's end on by its cost. The caller queues ahead, as on a real device, and waits by chunks:
// once the schedule is a 32nd of the stage (2 to 250 ms) in front of the clock, an eighth of that where the
// instant matters (what the host reads, launches that a rule watches), and at synchronise(). (Sleeping at
// each launch makes 75 ms into 340.)
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "pipeline/env/device_plugin.hpp"

namespace ordeal::simgpu {

class StageRun {
 public:
  StageRun(std::string name, slots::StagePace);

  const std::string& name() const { return name_; }
  const slots::DeviceCounts& counts() const { return counts_; }

  // One kernel more. Throws slots::StageCancelled once the stage was cancelled.
  void launch();
  void allocate(std::uint64_t bytes);
  // The device is busy for so much longer.
  void delay(std::chrono::nanoseconds);
  // Waits when it is a chunk ahead. Throws slots::StageCancelled.
  void keep_pace();
  // Waits when it is an eighth of a chunk ahead. Throws slots::StageCancelled.
  void catch_up();
  // Waits until everything launched is done. Throws slots::StageCancelled.
  void synchronize();

  void cancel();

 private:
  const std::string name_;
  const std::uint64_t expected_;                 // launches that cost something; 0: none does
  const std::chrono::nanoseconds cost_, ahead_;  // of a launch; how far the caller may queue
  std::chrono::nanoseconds free_;                // when the device will be done
  slots::DeviceCounts counts_;                   // the stage's own thread only, as free_
  std::atomic<bool> cancelled_{false};
};

// The clock of every stage and delay from now on; the wall's before.
void keep_time_of(slots::DeviceClock&);

// The calling thread's stage; null outside of one.
StageRun* current_stage();

// Of this thread since the last begin_stage(), or since its start.
slots::DeviceCounts counts_here();

// A kernel more on this thread, after `delay` of device time. Throws slots::StageCancelled.
void launch_here(std::chrono::nanoseconds delay);
// Memory was asked for on this thread.
void allocate_here(std::uint64_t bytes);
// The instant matters here: see above. Throws slots::StageCancelled.
void catch_up_here();
// Device time of what costs no launch: copies and allocations.
void wait_here(std::chrono::nanoseconds delay);

void begin_stage(const std::string& name, slots::StagePace);
void end_stage();

// Reaches every thread that runs a stage of this name. Nothing to do when none does.
void cancel_stage(const std::string& name);

}  // namespace ordeal::simgpu
