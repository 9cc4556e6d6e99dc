// A simulated card: a small shared file that says how much memory the card has and which process holds how
// much of it. Several workers share one card, as they share a real one; the harness reads it as nvidia-smi
// would.
//
// What a process held is free again once the process is gone, by whatever signal: whoever needs memory next
// takes the rows of dead processes away (pid and start time; a zombie is dead). No LibTorch here.
#pragma once

#include <atomic>
#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "faults/fault.hpp"

namespace ordeal::simgpu {

constexpr std::uint64_t kDefaultCapacity = 12'000'000;  // bytes: 12 GB / 1000, profile `tiny`

struct CardError {
  std::string message;
};
[[noreturn]] void throw_exception_from_error(const CardError&,
                                             const boost::source_location&);  // runtime_error

// One process that holds memory of the card.
struct CardProcess {
  int pid = 0;                       // in its own PID namespace
  std::uint64_t used = 0, peak = 0;  // bytes; peak since the process reset it
};

// The card at one moment. Bytes of dead processes are not counted, whether or not somebody took their rows
// away.
struct CardReading {
  std::uint64_t capacity = 0, used = 0;
  std::uint64_t peak = 0;              // of `used`, since the card was made
  bool lost = false;                   // the card no longer answers
  std::vector<CardProcess> processes;  // living ones with a row, in no particular order
  std::uint64_t free() const { return capacity - used; }
  std::uint64_t used_by(int pid) const;  // 0: not on the card
};

// What a card's driver tells of it, as monitoring programs count it; errors since they were last cleared.
struct EccCounts {
  std::uint64_t corrected = 0, uncorrected = 0;
};
struct CardHealth {
  std::uint32_t temperature_c = 0, power_mw = 0, core_clock_mhz = 0, highest_clock_mhz = 0,
                memory_clock_mhz = 0;
  EccCounts since_reset, ever;  // NVML calls them volatile and aggregate
  std::uint32_t recovery = 0;   // what it needs to be well again: enum Recovery
  std::uint64_t resets = 0;
  bool busy = false;  // some living process computes on it
};
// As NVML numbers them (nvmlGpuRecoveryAction).
enum Recovery : std::uint32_t { kNone = 0, kReset = 1, kReboot = 2 };

// One thing that the driver told of a card.
struct CardEvent {
  enum Type : std::uint32_t { xid = 1, corrected = 2, uncorrected = 3, recovery = 4 };
  std::uint64_t number = 0;  // 1, 2 …: of all that was ever told of this card
  std::uint32_t type = 0;
  std::uint64_t data = 0;  // the XID, how many memory errors, the new Recovery
};

struct CardMemory;  // the file's layout: card_memory.hpp

class Card final : public SimulatedCard {
 public:
  // /dev/shm/simgpu-<uid>-<index>
  static std::string default_path(int index);
  // The further cards of a machine whose first one lies here.
  static std::string path_of(const std::string& first, int index) {
    return index == 0 ? first : first + '-' + std::to_string(index);
  }

  // Maps the card, or makes it with `capacity` bytes (0: kDefaultCapacity). Errors: the file is no card; it
  // is there with another capacity than the one asked for. At most 64 processes on a card.
  static boost::system::result<std::shared_ptr<Card>, CardError> open(const std::string& path,
                                                                      std::uint64_t capacity = 0);
  ~Card() override;
  Card(const Card&) = delete;
  Card& operator=(const Card&) = delete;

  // Takes `bytes` for the calling process. When they are not there, `granted` is false and nothing is taken.
  struct Grant {
    bool granted = false;
    std::uint64_t available = 0;      // bytes free before the call
    int holder = 0;                   // give it to release()
    std::uint64_t largest_block = 0;  // refused for this alone: enough is free, but not in one piece
  };
  Grant take(std::uint64_t bytes);

  // As take(), of whatever there is up to `bytes`; waits until there is something.
  std::uint64_t take_what_is_there(std::uint64_t bytes);

  // Gives back what take() granted. What a parent took before the fork stays the parent's.
  void release(std::uint64_t bytes, int holder);

  CardReading reading() const;
  std::uint64_t capacity() const;
  std::uint64_t used_here() const;
  std::uint64_t peak_here() const;
  void reset_peak();

  // ---- what faults do to it, and what it does then ----
  void fragment(std::uint64_t largest_block, bool by_caches) override;
  std::uint64_t blocks_refused() const override;
  void leak(slots::Stage stage, std::uint64_t bytes) override;
  std::uint64_t leaks() const override;
  void slow_down(std::uint64_t factor) override;
  std::uint64_t slowed() const override;
  void limit_pinned(std::uint64_t bytes) override;
  std::uint64_t pins_refused() const override;
  // This process has emptied its cache.
  void cache_emptied();
  // A stage of this name comes to the card: how many times as long everything takes.
  std::uint64_t begin(const std::string& stage);
  // It leaves the card again.
  void end(const std::string& stage);
  // Pins so much of the host's memory for this process. False: that would be more than can be.
  bool pin(std::uint64_t bytes);
  void unpin(std::uint64_t bytes);
  std::uint64_t pinned() const;  // by all living processes

  // A lost card fails every call of every process until someone restores it. The driver tells of both: XID
  // 79, and that nothing is left to recover from.
  bool lost() const override;
  void set_lost(bool);
  // As a card that hangs: nobody is told.
  void stop_answering(bool stop) override;
  // As set_lost(true), with another XID; 0: it is lost without a word. Once it is lost nothing is told again.
  void lose(std::uint32_t xid);

  // ---- what the driver tells (card_health.cpp) ----
  CardHealth health() const;
  void set_temperature(std::uint32_t celsius);
  // The calling process begins (+1) or ends (-1) to compute on it.
  void compute(int more);
  // Each of these returns when every monitoring program that listens has come back for more, or after kHeard
  // of wall: a driver would not wait, but here nobody's time goes on before they have heard. Returns the
  // event's number.
  std::uint64_t report_xid(std::uint32_t xid);
  std::uint64_t count_memory_errors(CardEvent::Type, std::uint64_t more);
  // What `nvidia-smi --gpu-reset` does: all of its state is as new, but for what is counted for ever. Error:
  // a living process holds memory of it.
  boost::system::result<void, CardError> reset();
  static constexpr std::chrono::seconds kHeard{2};

  std::uint64_t events_told() const;
  // Those behind `number` that are still kept (the last kEvents), oldest first.
  std::vector<CardEvent> events_after(std::uint64_t number) const;
  static constexpr std::size_t kEvents = 64;

  // A monitoring program hears what is told from now on; whoever tells touches the file, too (IN_ATTRIB).
  // -1: kListeners listen already.
  int listen();
  // It has handled all up to this number.
  void heard(int listener, std::uint64_t number);
  void stop_listening(int listener);
  // Whether each that listens and lives has heard this.
  bool all_heard(std::uint64_t number) const;

  const std::string& path() const { return path_; }

 private:
  Card(std::string path, CardMemory* memory) : path_(std::move(path)), memory_(memory) {}
  friend boost::system::result<CardReading, CardError> read_card(const std::string& path);
  int own_row();  // claims one for this process; -1: all are taken. Under the lock.
  std::uint64_t tell(CardEvent::Type, std::uint64_t data);
  void wait_until_heard(std::uint64_t number) const;
  std::uint64_t now_needs(Recovery);

  const std::string path_;
  CardMemory* const memory_;
  std::atomic<std::uint64_t> claim_{0};  // pid << 32 | row + 1
};

// Reads a card without being on it.
boost::system::result<CardReading, CardError> read_card(const std::string& path);

}  // namespace ordeal::simgpu
