#include "faults/simgpu/card.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/throw_exception.hpp>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "faults/rule/futex.hpp"
#include "faults/rule/identity.hpp"
#include "faults/simgpu/card_memory.hpp"

namespace ordeal::simgpu {
namespace {

std::atomic<int> known_pid{0};

// getpid() is a system call, and memory is taken at every launch. A child made by fork asks again.
int own_pid() {
  static const bool watching = pthread_atfork(nullptr, nullptr, [] { known_pid = 0; }) == 0;
  int pid = watching ? known_pid.load(std::memory_order_relaxed) : 0;
  if (pid == 0) known_pid = pid = getpid();
  return pid;
}

std::uint64_t sum(const CardMemory& card) {
  std::uint64_t used = 0;
  for (const Row& row : card.rows)
    if (row.pid.load()) used += row.used.load();
  return used;
}

void take_dead_rows_away(CardMemory& card) {
  for (Row& row : card.rows) {
    if (!row.pid.load() || rule::is_alive(row.who())) continue;
    row.used = 0;
    card.pinned[static_cast<std::size_t>(&row - card.rows.data())] = 0;
    row.computing = 0;
    row.pid = 0;
  }
}

// What dead processes held is no use.
void note_peak(CardMemory& card) {
  if (sum(card) <= card.peak.load()) return;
  take_dead_rows_away(card);
  card.peak = std::max(card.peak.load(), sum(card));
}

void initialise(CardMemory& card, std::uint64_t capacity) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&card.lock, &attributes);
  pthread_mutexattr_destroy(&attributes);
  card.capacity = capacity;
  card.temperature_c = kIdleCelsius;
  card.magic.store(kMagic);
}

CardError system_error(const std::string& what) {
  return {what + ": " + std::strerror(errno)};
}

// The file's descriptor, unlocked and closed at scope end. (A mapping keeps the open file, and so would keep
// the lock.)
struct File {
  int descriptor;
  ~File() {
    if (descriptor < 0) return;
    flock(descriptor, LOCK_UN);
    close(descriptor);
  }
};

// Maps the file; makes a card of it first when it is empty and `capacity` is not 0.
boost::system::result<CardMemory*, CardError> map(const std::string& path, int flags,
                                                  std::uint64_t capacity) {
  const File file{::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600)};
  if (file.descriptor < 0) return system_error("cannot open the simulated card " + path);
  if (flock(file.descriptor, LOCK_EX) != 0) return system_error("cannot lock the simulated card " + path);
  struct stat found{};
  if (fstat(file.descriptor, &found) != 0) return system_error("cannot look at the simulated card " + path);
  const bool fresh = found.st_size == 0 && capacity > 0;
  if (fresh) {
    errno = posix_fallocate(file.descriptor, 0, sizeof(CardMemory));
    if (errno != 0) return system_error("cannot make the simulated card " + path);
  } else if (found.st_size != static_cast<off_t>(sizeof(CardMemory))) {
    return CardError{path + " is no simulated card: it has " + std::to_string(found.st_size) +
                     " bytes, not " + std::to_string(sizeof(CardMemory)) +
                     "; delete it or name another file"};
  }
  void* memory = mmap(nullptr, sizeof(CardMemory), PROT_READ | PROT_WRITE, MAP_SHARED, file.descriptor, 0);
  if (memory == MAP_FAILED) return system_error("cannot map the simulated card " + path);
  auto* card = static_cast<CardMemory*>(memory);
  if (fresh) initialise(*card, capacity);
  if (card->magic.load() == kMagic) return card;
  munmap(memory, sizeof(CardMemory));
  return CardError{path + " is no simulated card of this build: its first bytes differ; delete it"};
}

}  // namespace

void throw_exception_from_error(const CardError& error, const boost::source_location& where) {
  boost::throw_exception(std::runtime_error(error.message), where);
}

std::uint64_t CardReading::used_by(int pid) const {
  const auto found =
      std::find_if(processes.begin(), processes.end(), [&](auto& each) { return each.pid == pid; });
  return found == processes.end() ? 0 : found->used;
}

std::string Card::default_path(int index) {
  return "/dev/shm/simgpu-" + std::to_string(getuid()) + '-' + std::to_string(index);
}

boost::system::result<std::shared_ptr<Card>, CardError> Card::open(const std::string& path,
                                                                   std::uint64_t capacity) {
  auto memory = map(path, O_CREAT, capacity ? capacity : kDefaultCapacity);
  if (!memory) return memory.error();
  const std::uint64_t existing = (*memory)->capacity;
  std::shared_ptr<Card> card(new Card(path, *memory));
  if (capacity && existing != capacity)
    return CardError{"the simulated card " + path + " has " + std::to_string(existing) + " bytes, not the " +
                     std::to_string(capacity) + " asked for; delete it, or ask for what it has"};
  return card;
}

Card::~Card() {
  munmap(memory_, sizeof(CardMemory));
}

int Card::own_row() {
  const auto pid = static_cast<std::uint64_t>(own_pid());
  if (const std::uint64_t claim = claim_.load(); claim >> 32 == pid)
    return static_cast<int>(claim & 0xffffffff) - 1;
  const rule::Identity own = rule::own_identity();
  take_dead_rows_away(*memory_);
  const auto is_own = [&](const Row& row) {
    const rule::Identity other = row.who();
    return other.pid == own.pid && other.pid_namespace == own.pid_namespace;
  };
  auto& rows = memory_->rows;
  auto row = std::find_if(rows.begin(), rows.end(), is_own);
  if (row == rows.end()) {
    row = std::find_if(rows.begin(), rows.end(), [](const Row& each) { return each.pid.load() == 0; });
    if (row == rows.end()) return -1;
    row->used = row->peak = 0;
    memory_->pinned[static_cast<std::size_t>(row - rows.begin())] = 0;
    row->computing = 0;
    row->pid_namespace = own.pid_namespace;
    row->start_time = own.start_time;
    row->pid = pid;
  }
  const auto index = static_cast<std::uint64_t>(row - rows.begin());
  claim_ = pid << 32 | (index + 1);
  return static_cast<int>(index);
}

Card::Grant Card::take(std::uint64_t bytes) {
  const Locked locked(memory_->lock);
  const int index = own_row();
  std::uint64_t available = memory_->capacity - sum(*memory_);
  if (bytes > available) {
    take_dead_rows_away(*memory_);
    available = memory_->capacity - sum(*memory_);
  }
  if (index < 0 || bytes > available) return {.available = available};
  if (const std::uint64_t largest = memory_->largest_block.load(); largest > 0 && bytes > largest) {
    memory_->blocks_refused.fetch_add(1);
    return {.available = available, .largest_block = largest};
  }
  Row& row = memory_->rows[static_cast<std::size_t>(index)];
  const std::uint64_t used = row.used.fetch_add(bytes) + bytes;
  if (used > row.peak.load()) row.peak = used;
  note_peak(*memory_);
  return {.granted = true, .available = available, .holder = own_pid()};
}

void Card::release(std::uint64_t bytes, int holder) {
  const std::uint64_t claim = claim_.load();
  if (holder != own_pid() || claim >> 32 != static_cast<std::uint64_t>(holder)) return;
  memory_->rows[(claim & 0xffffffff) - 1].used.fetch_sub(bytes);
  if (memory_->waiting.load() == 0) return;
  memory_->released.fetch_add(1);
  rule::futex_wake_all(memory_->released);
}

// A process that ends releases nothing itself: whoever waits looks again by and by.
std::uint64_t Card::take_what_is_there(std::uint64_t bytes) {
  constexpr timespec kAgain{.tv_sec = 0, .tv_nsec = 100'000'000};
  memory_->waiting.fetch_add(1);
  std::uint64_t taken = 0;
  while (taken == 0 && bytes > 0) {
    const std::uint32_t seen = memory_->released.load();
    const std::uint64_t free = reading().free();
    if (free > 0 && take(std::min(bytes, free)).granted) {
      taken = std::min(bytes, free);
    } else if (free == 0) {
      rule::futex_wait(memory_->released, seen, &kAgain);
    }
  }
  memory_->waiting.fetch_sub(1);
  return taken;
}

CardReading Card::reading() const {
  CardReading now{.capacity = memory_->capacity, .peak = memory_->peak.load(), .lost = lost()};
  const Locked locked(memory_->lock);
  for (const Row& row : memory_->rows) {
    if (!row.pid.load() || !rule::is_alive(row.who())) continue;
    now.used += row.used.load();
    now.processes.push_back({static_cast<int>(row.pid.load()), row.used.load(), row.peak.load()});
  }
  return now;
}

std::uint64_t Card::capacity() const {
  return memory_->capacity;
}

std::uint64_t Card::used_here() const {
  const std::uint64_t claim = claim_.load();
  return claim >> 32 == static_cast<std::uint64_t>(own_pid())
             ? memory_->rows[(claim & 0xffffffff) - 1].used.load()
             : 0;
}

std::uint64_t Card::peak_here() const {
  const std::uint64_t claim = claim_.load();
  return claim >> 32 == static_cast<std::uint64_t>(own_pid())
             ? memory_->rows[(claim & 0xffffffff) - 1].peak.load()
             : 0;
}

void Card::reset_peak() {
  const Locked locked(memory_->lock);
  if (const int index = own_row(); index >= 0) {
    Row& row = memory_->rows[static_cast<std::size_t>(index)];
    row.peak = row.used.load();
  }
}

void Card::compute(int more) {
  const Locked locked(memory_->lock);
  if (const int index = own_row(); index >= 0)
    memory_->rows[static_cast<std::size_t>(index)].computing.fetch_add(more);
}

void Card::fragment(std::uint64_t largest_block, bool by_caches) {
  memory_->fragmented_by_caches = by_caches ? 1 : 0;
  memory_->largest_block = largest_block;
}

std::uint64_t Card::blocks_refused() const {
  return memory_->blocks_refused.load();
}

void Card::cache_emptied() {
  if (memory_->fragmented_by_caches.load() != 0) memory_->largest_block = 0;
}

void Card::leak(slots::Stage stage, std::uint64_t bytes) {
  memory_->leaking_stage = static_cast<std::uint32_t>(stage);
  memory_->leak = bytes;
}

std::uint64_t Card::leaks() const {
  return memory_->leaks.load();
}

void Card::slow_down(std::uint64_t factor) {
  memory_->slow_factor = factor;
}

std::uint64_t Card::slowed() const {
  return memory_->slowed.load();
}

std::uint64_t Card::begin(const std::string& stage) {
  const std::uint64_t factor = std::max<std::uint64_t>(memory_->slow_factor.load(), 1);
  if (factor > 1 && slots::stage_named(stage)) memory_->slowed.fetch_add(1);
  return factor;
}

// Nobody gives it back: it goes with the process.
void Card::end(const std::string& stage) {
  const std::uint64_t bytes = memory_->leak.load();
  const auto leaking = static_cast<slots::Stage>(memory_->leaking_stage.load());
  if (bytes > 0 && slots::stage_named(stage) == leaking && take(bytes).granted) memory_->leaks.fetch_add(1);
}

void Card::limit_pinned(std::uint64_t bytes) {
  memory_->pinned_limit = ~bytes;
}

std::uint64_t Card::pins_refused() const {
  return memory_->pins_refused.load();
}

std::uint64_t Card::pinned() const {
  std::uint64_t sum = 0;
  for (std::size_t n = 0; n < kRows; ++n) {
    const Row& row = memory_->rows[n];
    if (row.pid.load() && rule::is_alive(row.who())) sum += memory_->pinned[n].load();
  }
  return sum;
}

bool Card::pin(std::uint64_t bytes) {
  const Locked locked(memory_->lock);
  const int index = own_row();
  const std::uint64_t limit = ~memory_->pinned_limit.load(), before = pinned();
  if (index < 0 || before > limit || bytes > limit - before) {
    memory_->pins_refused.fetch_add(1);
    return false;
  }
  memory_->pinned[static_cast<std::size_t>(index)].fetch_add(bytes);
  return true;
}

void Card::unpin(std::uint64_t bytes) {
  const Locked locked(memory_->lock);
  if (const int index = own_row(); index >= 0)
    memory_->pinned[static_cast<std::size_t>(index)].fetch_sub(bytes);
}

boost::system::result<CardReading, CardError> read_card(const std::string& path) {
  auto memory = map(path, 0, 0);
  if (!memory) return memory.error();
  return Card(path, *memory).reading();
}

}  // namespace ordeal::simgpu
