#include "pipeline/real/shared_clock/shared_clock.hpp"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace slots {
namespace {

using namespace shared_clock;

constexpr int kFreeRowsInARow = 8;

[[noreturn]] void unusable(const std::string& page, const std::string& what) {
  throw std::runtime_error("the shared clock " + page + " cannot be used: " + what);
}

std::string last_error() {
  return std::generic_category().message(errno);
}

long futex(std::atomic<std::uint32_t>& word, int operation, std::uint32_t value) {
  return ::syscall(SYS_futex, &word, operation, value, nullptr, nullptr, 0);
}

Descriptor open_fifo(const std::string& path) {
  ::mkfifo(path.c_str(), 0600);  // it may be there
  Descriptor fifo(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!fifo) unusable(path, last_error());
  return fifo;
}

Page* map_page(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (!file) unusable(path, last_error());
  struct stat found{};
  if (::fstat(file.get(), &found) != 0 || found.st_size != static_cast<off_t>(sizeof(Page))) {
    unusable(path, "it has " + std::to_string(found.st_size) + " bytes, not " + std::to_string(sizeof(Page)));
  }
  void* at = ::mmap(nullptr, sizeof(Page), PROT_READ, MAP_SHARED, file.get(), 0);
  if (at == MAP_FAILED) unusable(path, last_error());
  auto* page = static_cast<Page*>(at);
  if (page->header.magic == kMagic) return page;
  ::munmap(at, sizeof(Page));
  unusable(path, "it is no clock's page of this format");
}

}  // namespace

SharedClock* SharedClock::of_this_process() {
  // A forked child has no part in its parent's rows, so it maps the page anew; the parent's object is left.
  static std::mutex lock;
  static SharedClock* clock = nullptr;
  const char* page = ::getenv("SLOTS_CLOCK");
  if (!page || !*page) return nullptr;
  const std::lock_guard held(lock);
  if (!clock || clock->own_pid_ != ::getpid()) clock = new SharedClock(page);
  return clock;
}

SharedClock::SharedClock(std::string page)
    : path_(std::move(page)),
      own_pid_(::getpid()),
      page_(map_page(path_)),
      bell_(open_fifo(bell_of(path_))) {}

SharedClock::~SharedClock() {
  ::munmap(page_, sizeof(Page));
}

void SharedClock::open_row(int row) {
  Row& at = page_->rows[row];
  if (::mprotect(&at, sizeof(Row), PROT_READ | PROT_WRITE) != 0) unusable(path_, last_error());
  ::madvise(&at, sizeof(Row), MADV_DONTFORK);
}

void SharedClock::close_row(int row) {
  Row& at = page_->rows[row];
  ::madvise(&at, sizeof(Row), MADV_DOFORK);
  ::mprotect(&at, sizeof(Row), PROT_READ);
}

int SharedClock::claim(int tid) {
  for (int i = 0; i < kRows; ++i) {
    Row& row = page_->rows[i];
    std::uint64_t word = row.word.load();
    if (state_of(word) != State::free) continue;
    open_row(i);
    if (!row.word.compare_exchange_strong(word, next_word(word, State::claimed))) {
      close_row(i);
      continue;
    }
    row.next = kNoTimer;
    row.pid = own_pid_;
    row.tid = tid;
    row.has_fifo = 0;
    row.asked = 0;
    row.answered = 0;
    row.word = next_word(row.word, State::starting);
    return i;
  }
  unusable(path_, "its " + std::to_string(kRows) + " rows are taken");
}

int SharedClock::find_reserved() const {
  for (int i = 0; i < kRows; ++i) {
    const Row& row = page_->rows[i];
    if (state_of(row.word) == State::starting && row.pid == own_pid_ && row.tid == 0) return i;
  }
  return -1;
}

std::unique_ptr<Seat> SharedClock::take_seat() {
  const std::lock_guard held(lock_);
  const bool first = ::gettid() == own_pid_;
  int row = first ? find_reserved() : -1;
  if (row >= 0) {
    open_row(row);
  } else {
    row = claim(::gettid());
  }
  mine_.push_back(row);
  auto seat = std::make_unique<Seat>(*this, row);
  seat->begin();
  return seat;
}

std::shared_ptr<Seat> SharedClock::seat_for_a_thread() {
  const std::lock_guard held(lock_);
  mine_.push_back(claim(-1));
  return std::make_shared<Seat>(*this, mine_.back());
}

std::unique_ptr<SharedClock::Reservation> SharedClock::reserve() {
  const std::lock_guard held(lock_);
  return std::make_unique<Reservation>(*this, claim(kNoChildYet));
}

void SharedClock::give_back(int row) {
  Row& at = page_->rows[row];
  {
    const std::lock_guard held(lock_);
    std::erase(mine_, row);
    at.word = next_word(at.word, State::free);
    close_row(row);
  }
  ring_if_nobody_works();
}

void SharedClock::wake_sleepers() {
  const std::lock_guard held(lock_);
  for (const int row : mine_) {
    ++page_->rows[row].alarm;
    futex(page_->rows[row].alarm, FUTEX_WAKE, INT32_MAX);
  }
}

// Of two that stop working at the same time at least one sees the other. Rows are taken from the first on:
// one far behind the others that is overlooked costs an idle ring.
void SharedClock::ring_if_nobody_works() const {
  int free = 0;
  for (int i = 0; i < kRows && free < kFreeRowsInARow; ++i) {
    const State state = state_of(page_->rows[i].word);
    free = state == State::free ? free + 1 : 0;
    if ((state == State::works || state == State::claimed) && page_->header.excused[i] == 0) return;
  }
  [[maybe_unused]] const auto full_is_fine = ::write(bell_.get(), "!", 1);
}

SharedClock::Reservation::~Reservation() {
  if (given_) {
    const std::lock_guard held(clock_.lock_);
    clock_.close_row(row_);
  } else {
    clock_.give_back(row_);
  }
}

void SharedClock::Reservation::give_to(int pid) {
  clock_.page_->rows[row_].pid = pid;
  clock_.page_->rows[row_].tid = 0;
  given_ = true;
}

Seat::Seat(SharedClock& clock, int row) : clock_(clock), index_(row), row_(clock.page_->rows[row]) {}

Seat::~Seat() {
  if (this_thread_status == this) this_thread_status = nullptr;
  clock_.give_back(index_);
}

void Seat::begin() {
  row_.tid = ::gettid();
  this_thread_status = this;
  works();
}

void Seat::waits_until(Nanoseconds next) {
  row_.next = next;
  row_.word = next_word(row_.word, State::waits);
  clock_.ring_if_nobody_works();
}

void Seat::works() {
  row_.word = next_word(row_.word, State::works);
}

void Seat::sleep_until(Nanoseconds when, const std::atomic<bool>& stop) {
  for (;;) {
    const std::uint32_t alarm = row_.alarm;
    if (stop || clock_.now() >= when) return;
    waits_until(when);
    futex(row_.alarm, FUTEX_WAIT, alarm);
    works();
  }
}

void Seat::ask() {
  ++row_.asked;
}

void Seat::answer() {
  ++row_.answered;
}

Descriptor Seat::open_wake_up() {
  Descriptor fifo = open_fifo(wake_of(clock_.path_, index_));
  row_.has_fifo = 1;
  return fifo;
}

}  // namespace slots
