#include "harness/run/supervisor.hpp"

#include <poll.h>
#include <signal.h>

#include <iterator>

#include "harness/messages/note.hpp"
#include "harness/messages/packed.hpp"
#include "harness/process/adoption.hpp"
#include "harness/process/crash_frames.hpp"
#include "harness/process/crash_trace.hpp"
#include "harness/process/interrupts.hpp"
#include "harness/process/memory.hpp"
#include "harness/run/limit_tag.hpp"
#include "harness/run/meta.hpp"
#include "harness/run/stop_requests.hpp"

namespace ordeal::run {
namespace {

using namespace std::chrono_literals;

constexpr auto kLook = 20ms;   // from one look at what the process says to the next
constexpr auto kTick = 200ms;  // also from one look at its memory to the next
constexpr auto kGrace = 2s;    // as a coordinator's jobs have, from being asked to stop until the end

}  // namespace

Supervisor::Supervisor(Supervision supervision, messages::Sink& report)
    : supervision_(std::move(supervision)), report_(report), deadline_(supervision_.limits) {}

RunEnd Supervisor::run(const std::function<void(ToParent&)>& body) {
  RunEnd end;
  process::Adoption adoption;
  process::Interrupts interrupts;
  auto process = process::Forked::start([&] {
    output_.redirect();
    heed_stop_requests();
    interrupts.let_through();
    process::trace_crashes("the run's process");
    ToParent parent(stream_, output_);
    try {
      body(parent);
    } catch (const std::exception& error) {
      parent.failed(error.what());
    }
    parent.said_all();
    return 0;
  });
  watch(process.value(), interrupts, end);
  conclude(*process, end);
  end.left_over = adoption.end_all();
  return end;
}

void Supervisor::watch(process::Forked& process, process::Interrupts& interrupts, RunEnd& end) {
  while (!process.gone()) {
    pollfd wanted[] = {
        {process.pidfd(), POLLIN, 0}, {stream_.half_full(), POLLIN, 0}, {interrupts.descriptor(), POLLIN, 0}};
    poll(wanted, std::size(wanted), kLook.count());
    hear_some(end);
    tick();
    check_memory(process);
    obey(interrupts.take(), process);
    if (const auto why = overdue()) {
      end.outcome = *why;
      return;
    }
  }
}

void Supervisor::obey(int interrupts, const process::Forked& process) {
  for (; interrupts > 0; --interrupts) {
    if (asked_to_stop_++ == 0) stop_by_ = Clock::now() + kGrace;
    process.signal(asked_to_stop_ > 2 ? SIGKILL : SIGTERM);
  }
}

std::optional<process::Outcome> Supervisor::overdue() const {
  const auto now = Clock::now();
  const auto ended = [&](process::Ending why, std::string text) {
    return process::Outcome{.ending = why, .duration = now - began_, .problem = std::move(text)};
  };
  if (now >= *deadline_.until()) return ended(process::Ending::deadline, deadline_.text());
  if (!over_memory_.empty()) return ended(process::Ending::memory, over_memory_);
  if (!supervision_.scenarios_inside || unfinished_.attempts().empty()) return std::nullopt;
  if (now >= stop_by_) return ended(process::Ending::interrupted, {});
  if (now >= supervision_.budget_end) return ended(process::Ending::interrupted, supervision_.budget_text);
  return std::nullopt;
}

void Supervisor::conclude(process::Forked& process, RunEnd& end) {
  const auto status = process.end();
  while (hear_some(end)) continue;
  if (end.outcome.ending == process::Ending::not_started) {  // nobody ended it
    end.outcome.ending = asked_to_stop_ > 1 ? process::Ending::interrupted
                         : status.signalled ? process::Ending::signalled
                                            : process::Ending::exited;
    end.outcome.number = status.number;
    end.outcome.duration = Clock::now() - began_;
  }
  end.outcome.last_output = output_.take();
  if (status.signalled) end.outcome.last_output = process::with_source_lines(end.outcome.last_output);
  if (!end.whole && unfinished_.hook()) finish_hook(end.outcome);
}

void Supervisor::finish_hook(const process::Outcome& how) {
  const std::string& hook = unfinished_.hook()->id;
  if (!how.last_output.empty()) {
    report_.on(messages::Attachment{.body = how.last_output,
                                    .media_type = std::string(messages::log_media_type),
                                    .test_run_hook_started_id = hook,
                                    .timestamp = timestamp_now()});
  }
  const bool stopped = how.ending == process::Ending::interrupted;
  report_.on(messages::TestRunHookFinished{
      .test_run_hook_started_id = hook,
      .result = {.duration = how.duration,
                 .message = "the run's process, in which the hook ran: " + process::describe(how) +
                            (how.problem.empty() ? "" : ": " + how.problem),
                 .status = stopped ? messages::Status::skipped : messages::Status::failed},
      .timestamp = timestamp_now()});
}

bool Supervisor::hear_some(RunEnd& end) {
  const std::size_t heard = stream_.read([&](std::string_view bytes) { frames_.feed(bytes); });
  while (const auto frame = frames_.next_view()) {
    switch (static_cast<Said>(frame->type)) {
      case Said::message:
        if (auto message = messages::unpack(frame->payload)) hear(std::move(*message));
        break;
      case Said::problem:
        end.problems.emplace_back(frame->payload);
        break;
      case Said::failure:
        end.failure = std::string(frame->payload);
        break;
      case Said::all:
        end.whole = true;
        break;
    }
  }
  return heard > 0;
}

void Supervisor::hear(messages::Envelope&& message) {
  report_.on(message);
  const bool hook_begins = std::holds_alternative<messages::TestRunHookStarted>(message);
  const bool scenario_begins =
      supervision_.scenarios_inside && std::holds_alternative<messages::TestCaseStarted>(message);
  if (hook_begins) {
    deadline_.begin();
  } else if (std::holds_alternative<messages::TestRunHookFinished>(message) ||
             std::holds_alternative<messages::TestCaseFinished>(message)) {
    deadline_.none();
    memory_limit_ = 0;
  } else if (supervision_.scenarios_inside) {
    deadline_.on(message);
  }
  unfinished_.on(std::move(message));
  if (scenario_begins) {
    const auto pickle = supervision_.pickle_of(unfinished_.attempts().back().scenario);
    deadline_.begin(own_limit(*pickle));
    memory_limit_ = own_memory_limit(*pickle).value_or(0);
  }
  if (hook_begins || scenario_begins) began_ = Clock::now();
}

void Supervisor::check_memory(const process::Forked& process) {
  if (memory_limit_ == 0 || Clock::now() < next_look_) return;
  const auto use = process::memory_of(process.pid(), process::list_processes());
  if (use.bytes > memory_limit_) over_memory_ = use.more_than(memory_limit_) + std::string(kByMemoryTag);
  next_look_ = Clock::now() + kTick;
}

void Supervisor::tick() {
  const auto now = Clock::now();
  if (now < next_tick_) return;
  next_tick_ = now + kTick;
  report_.tick(timestamp_now());
  output_.forget_the_beginning();
}

}  // namespace ordeal::run
