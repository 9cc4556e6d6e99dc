#include "harness/process/coordinator.hpp"

#include <poll.h>
#include <string.h>

#include <algorithm>

#include "harness/process/running_job.hpp"

namespace ordeal::process {
namespace {

constexpr std::chrono::milliseconds kApart{200};  // ticks, and looks at memory

}  // namespace

Coordinator::Coordinator(CoordinatorOptions options) : options_(std::move(options)) {}
Coordinator::~Coordinator() = default;

void Coordinator::add(Job job) {
  waiting_.push_back(std::move(job));
}

void Coordinator::stop() {
  stops_ = std::min(stops_ + 1, 2);
}

bool Coordinator::run() {
  Interrupts interrupts;
  while (!waiting_.empty() || !running_.empty()) {
    start_next();
    wait_for_events(interrupts);
    tick();
    check_memory();
    obey_stop();
  }
  return stops_ > 0;
}

void Coordinator::tick() {
  if (!options_.on_tick || Clock::now() < next_tick_) return;
  next_tick_ = Clock::now() + kApart;
  options_.on_tick();
}

void Coordinator::start_next() {
  while (!waiting_.empty() && (stops_ > 0 || running_.size() < static_cast<std::size_t>(options_.at_once))) {
    Job job = std::move(waiting_.front());
    waiting_.pop_front();
    if (stops_ == 0) {
      start(std::move(job));
    } else if (job.on_end) {
      job.on_end(
          {.ending = Ending::interrupted, .problem = "not started: the run was interrupted before its turn"});
    }
  }
}

void Coordinator::start(Job job) {
  EnclosureOptions room{.run = new_run_id(), .name = job.name, .way = options_.way, .visible = job.visible};
  auto enclosure = Enclosure::start(room, job.work);
  if (enclosure) {
    running_.push_back(
        std::make_unique<Running>(std::move(job), std::move(*enclosure), options_.output_tail));
  } else if (job.on_end) {
    job.on_end({.ending = Ending::not_started, .problem = enclosure.error().message});
  }
}

Coordinator::Clock::time_point Coordinator::next_time_limit() const {
  auto next = Clock::time_point::max();
  for (const auto& one : running_) next = std::min(next, one->time_limit());
  if (options_.on_tick) next = std::min(next, next_tick_);
  if (limits_memory()) next = std::min(next, next_look_);
  return next;
}

void Coordinator::wait_for_events(Interrupts& interrupts) {
  if (running_.empty()) return;
  std::vector<pollfd> wanted{{interrupts.descriptor(), POLLIN, 0}};
  for (const auto& one : running_) {
    wanted.push_back({one->results_open ? one->enclosure.results() : -1, POLLIN, 0});  // poll passes over -1
    wanted.push_back({one->output_open ? one->enclosure.output() : -1, POLLIN, 0});
    wanted.push_back({one->enclosure.reaper(), POLLIN, 0});
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_time_limit() - Clock::now()).count();
  poll(wanted.data(), wanted.size(), static_cast<int>(std::clamp<long>(left, 0, 60'000)));

  for (int arrived = interrupts.take(); arrived > 0; --arrived) stop();
  std::vector<std::unique_ptr<Running>> now;
  now.swap(running_);  // a callback may add jobs, and may throw: then all of them are ended on the way out
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (wanted[3 * i + 1].revents) now[i]->read_results();
    if (wanted[3 * i + 2].revents) now[i]->read_output();
    check_time(*now[i]);
    const bool over = wanted[3 * i + 3].revents || (now[i]->ending && Clock::now() >= now[i]->time_limit());
    if (over) {
      finish(std::move(now[i]));
    } else {
      running_.push_back(std::move(now[i]));
    }
  }
}

void Coordinator::check_time(Running& one) {
  if (one.ending || Clock::now() < one.time_limit()) return;
  one.end(one.asked_to_stop ? Ending::interrupted : Ending::deadline);
}

bool Coordinator::limits_memory() const {
  return std::ranges::any_of(running_, [](const auto& one) { return one->memory_limit() > 0; });
}

void Coordinator::check_memory() {
  if (!limits_memory() || Clock::now() < next_look_) return;
  const auto all = list_processes();
  for (const auto& one : running_) one->check_memory(all);
  next_look_ = Clock::now() + kApart;
}

void Coordinator::obey_stop() {
  for (const auto& one : running_) {
    if (stops_ >= 1) one->ask_to_stop(options_.grace);
    if (stops_ >= 2) one->end(Ending::interrupted);
  }
}

void Coordinator::finish(std::unique_ptr<Running> one) {
  one->read_the_rest();
  const auto outcome = one->conclude();
  const auto on_end = std::move(one->job.on_end);
  one.reset();  // its descriptors are closed before what the callback starts
  if (on_end) on_end(outcome);
}

std::string describe(const Outcome& outcome) {
  const auto ms =
      std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(outcome.duration).count()) + " ms";
  switch (outcome.ending) {
    case Ending::exited:
      return describe(ExitStatus{false, outcome.number});
    case Ending::signalled:
      return describe(ExitStatus{true, outcome.number});
    case Ending::deadline:
      return "ended at its deadline after " + ms;
    case Ending::memory:
      return "ended for its memory after " + ms;
    case Ending::interrupted:
      return "interrupted after " + ms;
    case Ending::not_started:
      return "not started: " + outcome.problem;
    case Ending::lost:
      return "lost: " + outcome.problem;
  }
  return "unknown";
}

}  // namespace ordeal::process
