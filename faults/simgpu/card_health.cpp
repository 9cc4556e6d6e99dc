// What a card's driver tells of it: XIDs, memory errors, what it needs to be well again, and who has heard.
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "faults/rule/futex.hpp"
#include "faults/simgpu/card_memory.hpp"

namespace ordeal::simgpu {
namespace {

// Figures of an RTX 3060 (its maker's data sheet: 1777 MHz boost, 7500 MHz memory, 170 W), at work and idle.
constexpr std::uint32_t kBusyMilliwatts = 170'000, kIdleMilliwatts = 13'000, kCoreMhz = 1777, kIdleMhz = 210,
                        kMemoryMhz = 7500;
constexpr std::uint32_t kFallenOffTheBus = 79;
constexpr timespec kLookAgain{.tv_sec = 0, .tv_nsec = 50'000'000};  // for one that died and tells nobody

// What the driver says that a card needs after this XID. NVIDIA's XID catalogue, "Resolution Bucket
// (Immediate Action)": https://docs.nvidia.com/deploy/xid-errors/analyzing-xid-catalog.html. 48 is a workflow
// there, whose text asks for a reset; 79 is RESTART_BM.
Recovery needed_after(std::uint32_t xid) {
  switch (xid) {
    case 48:   // double bit ECC error
    case 62:   // internal micro-controller halt
    case 64:   // memory remapping failure
    case 95:   // uncontained memory error
    case 119:  // GSP RPC timeout
    case 120:  // GSP error
    case 140:  // ECC unrecovered error
      return kReset;
    case kFallenOffTheBus:
      return kReboot;
    default:
      return kNone;
  }
}

}  // namespace

CardHealth Card::health() const {
  const CardMemory& card = *memory_;
  const bool busy = std::any_of(card.rows.begin(), card.rows.end(), [](const Row& row) {
    return row.pid.load() && row.computing.load() > 0 && rule::is_alive(row.who());
  });
  return {.temperature_c = card.temperature_c.load(),
          .power_mw = busy ? kBusyMilliwatts : kIdleMilliwatts,
          .core_clock_mhz = busy ? kCoreMhz : kIdleMhz,
          .highest_clock_mhz = kCoreMhz,
          .memory_clock_mhz = kMemoryMhz,
          .since_reset = {card.corrected.load(), card.uncorrected.load()},
          .ever = {card.corrected_ever.load(), card.uncorrected_ever.load()},
          .recovery = card.recovery.load(),
          .resets = card.resets.load(),
          .busy = busy};
}

void Card::set_temperature(std::uint32_t celsius) {
  memory_->temperature_c = celsius;
}

bool Card::lost() const {
  return memory_->lost.load() != 0;
}

void Card::set_lost(bool lost) {
  if (lost) return lose(kFallenOffTheBus);
  memory_->lost = 0;
  wait_until_heard(now_needs(kNone));
}

void Card::stop_answering(bool stop) {
  memory_->lost = stop ? 1 : 0;
}

void Card::lose(std::uint32_t xid) {
  if (memory_->lost.exchange(1) == 0 && xid != 0) report_xid(xid);
}

std::uint64_t Card::tell(CardEvent::Type type, std::uint64_t data) {
  std::uint64_t number = 0;
  {
    const Locked locked(memory_->lock);
    number = memory_->told.load() + 1;
    auto& event = memory_->events[number % kEvents];
    event.type = type;
    event.data = data;
    memory_->told = number;
  }
  ::utimensat(AT_FDCWD, path_.c_str(), nullptr, 0);
  return number;
}

// Number of the event that says so; 0: it needed just that before.
std::uint64_t Card::now_needs(Recovery recovery) {
  return memory_->recovery.exchange(recovery) == recovery ? 0 : tell(CardEvent::recovery, recovery);
}

// A monitoring program reads on its own thread, while clocks that are shared stand still only for those who
// compute: without this a simulated card's news would come at no certain time.
void Card::wait_until_heard(std::uint64_t number) const {
  const auto end = std::chrono::steady_clock::now() + kHeard;
  for (;;) {
    const std::uint32_t seen = memory_->hearing.load();
    if (all_heard(number) || std::chrono::steady_clock::now() >= end) return;
    rule::futex_wait(memory_->hearing, seen, &kLookAgain);
  }
}

std::uint64_t Card::report_xid(std::uint32_t xid) {
  if (xid == kFallenOffTheBus) memory_->lost = 1;
  const std::uint64_t number = tell(CardEvent::xid, xid);
  const Recovery needed = needed_after(xid);
  const std::uint64_t last = needed > memory_->recovery.load() ? now_needs(needed) : 0;
  wait_until_heard(std::max(number, last));
  return number;
}

std::uint64_t Card::count_memory_errors(CardEvent::Type type, std::uint64_t more) {
  const bool uncorrected = type == CardEvent::uncorrected;
  (uncorrected ? memory_->uncorrected : memory_->corrected) += more;
  (uncorrected ? memory_->uncorrected_ever : memory_->corrected_ever) += more;
  const std::uint64_t number = tell(type, more);
  wait_until_heard(number);
  return number;
}

boost::system::result<void, CardError> Card::reset() {
  const CardReading now = reading();
  if (now.used > 0)
    return CardError{"the card is in use: " + std::to_string(now.used) + " bytes are taken; a reset needs 0"};
  memory_->lost = 0;
  memory_->corrected = memory_->uncorrected = 0;
  ++memory_->resets;
  wait_until_heard(now_needs(kNone));
  return {};
}

std::uint64_t Card::events_told() const {
  return memory_->told.load();
}

std::vector<CardEvent> Card::events_after(std::uint64_t number) const {
  const Locked locked(memory_->lock);
  const std::uint64_t told = memory_->told.load();
  std::vector<CardEvent> events;
  for (std::uint64_t n = std::max(number, told < kEvents ? 0 : told - kEvents) + 1; n <= told; ++n) {
    const auto& event = memory_->events[n % kEvents];
    events.push_back({n, event.type.load(), event.data.load()});
  }
  return events;
}

int Card::listen() {
  const rule::Identity own = rule::own_identity();
  const Locked locked(memory_->lock);
  for (std::size_t n = 0; n < kListeners; ++n) {
    Listener& listener = memory_->listeners[n];
    if (listener.pid.load() && rule::is_alive(listener.who())) continue;
    listener.pid_namespace = own.pid_namespace;
    listener.start_time = own.start_time;
    listener.heard = memory_->told.load();
    listener.pid = static_cast<std::uint64_t>(own.pid);
    return static_cast<int>(n);
  }
  return -1;
}

void Card::heard(int listener, std::uint64_t number) {
  memory_->listeners[static_cast<std::size_t>(listener)].heard = number;
  ++memory_->hearing;
  rule::futex_wake_all(memory_->hearing);
}

void Card::stop_listening(int listener) {
  memory_->listeners[static_cast<std::size_t>(listener)].pid = 0;
  ++memory_->hearing;
  rule::futex_wake_all(memory_->hearing);
}

bool Card::all_heard(std::uint64_t number) const {
  return std::all_of(memory_->listeners.begin(), memory_->listeners.end(), [&](const Listener& each) {
    return !each.pid.load() || each.heard.load() >= number || !rule::is_alive(each.who());
  });
}

}  // namespace ordeal::simgpu
