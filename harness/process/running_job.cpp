#include "harness/process/running_job.hpp"

#include <unistd.h>

#include <array>

#include "harness/process/crash_frames.hpp"
#include "harness/process/memory.hpp"

namespace ordeal::process {

namespace {

constexpr std::chrono::seconds kClearingUp{15};  // longer than the reaper's own patience with strays
constexpr int kMostReads = 64;  // of one pipe after its writers are gone: 4 MiB, more than a pipe holds

// Appends what one read gives. `open` becomes false at the end of the stream.
template <class Take>
bool read_once(int descriptor, bool& open, Take take) {
  static std::array<char, 64 << 10> buffer;  // one thread
  if (!open) return false;
  const ssize_t got = read(descriptor, buffer.data(), buffer.size());
  if (got == 0) open = false;
  if (got <= 0) return false;
  take(std::string_view(buffer.data(), got));
  return true;
}

}  // namespace

bool Coordinator::Running::read_results() {
  const bool some =
      read_once(enclosure.results(), results_open, [&](std::string_view bytes) { frames.feed(bytes); });
  // Whatever a job says that held too much, it had failed by then.
  const bool is_heard = ended_because != Ending::memory;
  while (auto frame = frames.next()) {
    if (is_heard) hand_on(std::move(*frame));
  }
  if (!frames.broken() || !problem.empty()) return some;
  problem = "job '" + job.name + "' wrote something to its results that is no frame";
  results_open = false;
  end(Ending::lost);
  return some;
}

void Coordinator::Running::hand_on(Frame frame) {
  if (job.on_part_end && frame.type == job.last_frame_of_part) {
    for (int i = 0; i < kMostReads && read_output(); ++i) continue;
    job.on_part_end(std::move(frame), output.take());
  } else if (job.on_frame) {
    job.on_frame(std::move(frame));
  }
}

bool Coordinator::Running::read_output() {
  return read_once(enclosure.output(), output_open, [&](std::string_view bytes) { output.append(bytes); });
}

void Coordinator::Running::read_the_rest() {
  for (int i = 0; i < kMostReads && read_results(); ++i) continue;
  for (int i = 0; i < kMostReads && read_output(); ++i) continue;
}

void Coordinator::Running::ask_to_stop(std::chrono::milliseconds grace) {
  if (asked_to_stop || ending) return;
  asked_to_stop = true;
  enclosure.ask_to_stop();
  limit = std::min(time_limit(), Clock::now() + grace);
}

void Coordinator::Running::end(Ending why) {
  if (ending) return;
  ending = true;
  ended_because = why;
  enclosure.end();
  limit = Clock::now() + kClearingUp;
}

void Coordinator::Running::check_memory(const std::vector<Process>& all) {
  const std::uint64_t limit = memory_limit();
  if (limit == 0) return;
  const MemoryUse use = memory_of(enclosure.reaper_pid(), all);
  if (use.bytes <= limit) return;
  problem = use.more_than(limit);
  end(Ending::memory);
}

Outcome Coordinator::Running::conclude() {
  const auto report = enclosure.close();
  Outcome outcome{.duration = Clock::now() - start,
                  .last_output = output.text(),
                  .output_bytes = output.total(),
                  .problem = problem,
                  .strays = report.strays};
  if (outcome.problem.empty()) outcome.problem = report.problem;
  if (report.job) {
    outcome.ending = report.job->signalled ? Ending::signalled : Ending::exited;
    outcome.number = report.job->number;
  } else {
    outcome.ending = report.furnished ? Ending::lost : Ending::not_started;
  }
  if (asked_to_stop) outcome.ending = Ending::interrupted;
  if (ended_because) outcome.ending = *ended_because;
  if (outcome.ending == Ending::signalled) outcome.last_output = with_source_lines(outcome.last_output);
  if (frames.incomplete() > 0 && outcome.problem.empty())
    outcome.problem = "job '" + job.name + "' ended in the middle of a frame; " +
                      std::to_string(frames.incomplete()) + " bytes of it had arrived";
  return outcome;
}

}  // namespace ordeal::process
