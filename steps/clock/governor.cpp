#include "steps/clock/governor.hpp"

#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "harness/process/pidfd.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;
namespace page = slots::shared_clock;
using page::kRows;
using page::State;
using Nanoseconds = std::chrono::nanoseconds;

constexpr Nanoseconds kNever = Nanoseconds::max();
constexpr Nanoseconds kShortLook = 40us, kLongLook = 1ms, kNothingToDo = 20ms;
constexpr Nanoseconds kLongestStep = 8ms;  // of flowing time, where this thread may have been starved, too

Nanoseconds wall_now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

[[noreturn]] void cannot(const std::string& what, const std::string& path) {
  throw std::runtime_error("cannot " + what + " " + path + ": " + std::generic_category().message(errno));
}

process::Descriptor open_fifo(const std::string& path) {
  ::mkfifo(path.c_str(), 0600);  // it may be there
  process::Descriptor fifo(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!fifo) cannot("open", path);
  return fifo;
}

void poke(const process::Descriptor& fifo) {
  [[maybe_unused]] const auto full_is_fine = ::write(fifo.get(), "!", 1);
}

page::Page* make_page(const std::string& path) {
  const process::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file) cannot("make the clock's page", path);
  if (::ftruncate(file.get(), sizeof(page::Page)) != 0) cannot("lengthen", path);
  void* at = ::mmap(nullptr, sizeof(page::Page), PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (at == MAP_FAILED) cannot("map", path);
  auto* made = static_cast<page::Page*>(at);
  made->header.magic = page::kMagic;
  return made;
}

}  // namespace

Governor::Governor(Options options)
    : options_(std::move(options)),
      own_pid_(::getpid()),
      page_(make_page(options_.page)),
      bell_(open_fifo(page::bell_of(options_.page))),
      pause_(kShortLook),
      looked_at_(wall_now()) {
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run(); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Governor::~Governor() {
  ending_ = true;
  poke(bell_);
  thread_.join();
  ::munmap(page_, sizeof(page::Page));
}

void Governor::expect(int pid) {
  const std::lock_guard held(lock_);
  for (const page::Row& row : page_->rows) {
    if (page::state_of(row.word) != State::free && row.pid == pid) return;
  }
  for (page::Row& row : page_->rows) {
    std::uint64_t word = row.word;
    if (page::state_of(word) != State::free ||
        !row.word.compare_exchange_strong(word, page::next_word(word, State::claimed))) {
      continue;
    }
    row.next = page::kNoTimer;
    row.pid = pid;
    row.tid = 0;
    row.has_fifo = 0;
    row.asked = row.answered.load();
    row.word = page::next_word(row.word, State::starting);
    return;
  }
}

void Governor::declare_stopped(int pid) {
  const std::lock_guard held(lock_);
  for (Watch& watch : watched_) watch.stop_declared = watch.stop_declared || (watch.live && watch.pid == pid);
  poke(bell_);
}

void Governor::let_flow(bool flows) {
  const std::lock_guard held(lock_);
  let_flow_ = flows;
  poke(bell_);
}

std::vector<std::string> Governor::events() const {
  const std::lock_guard held(lock_);
  return events_;
}

Governor::Cost Governor::cost() const {
  const std::lock_guard held(lock_);
  return cost_;
}

Governor::Time Governor::at(std::chrono::nanoseconds wall) const {
  const std::lock_guard held(lock_);
  const auto later = std::upper_bound(moves_.begin(), moves_.end(), wall,
                                      [](Wall moment, const auto& move) { return moment < move.first; });
  return later == moves_.begin() ? Time(0) : std::prev(later)->second;
}

void Governor::run() {
  std::unique_lock lock(lock_);
  for (Wall pause = 0ns; !ending_;) {
    const bool any_gone = wait_for_bell(pause, lock);
    // Whoever waits for that end may still be on the way to hear of it.
    pause = any_gone ? kShortLook : look(wall_now());
    timespec cpu{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
    cost_.cpu = std::chrono::seconds(cpu.tv_sec) + Nanoseconds(cpu.tv_nsec);
  }
}

// True: somebody has ended.
bool Governor::wait_for_bell(Wall pause, std::unique_lock<std::mutex>& lock) {
  constexpr std::size_t kLeaving = 64;  // whose ends are heard of at once
  std::array<pollfd, kRows + kLeaving + 1> watched;
  std::array<int, kRows> rows;
  nfds_t count = 0;
  for (int i = 0; i < rows_; ++i) {
    if (!watched_[i].live || !watched_[i].pidfd) continue;
    rows[count] = i;
    watched[count++] = {watched_[i].pidfd.get(), POLLIN, 0};
  }
  const nfds_t with_rows = count;
  for (std::size_t i = 0; i < std::min(leaving_.size(), kLeaving); ++i)
    watched[count++] = {leaving_[i].pidfd.get(), POLLIN, 0};
  watched[count] = {bell_.get(), POLLIN, 0};
  const auto ns = std::clamp(pause, 0ns, Wall(999ms)).count();
  const timespec timeout{0, ns};
  lock.unlock();
  ::ppoll(watched.data(), count + 1, &timeout, nullptr);
  lock.lock();
  for (char drained[256]; watched[count].revents != 0 && ::read(bell_.get(), drained, sizeof drained) > 0;) {
  }
  bool any_gone = false;
  for (nfds_t i = 0; i < with_rows; ++i) {
    if (watched[i].revents == 0) continue;
    gone(rows[i]);
    any_gone = true;
  }
  const auto ended = std::erase_if(
      leaving_, [](const Leaving& process) { return process::wait_until_gone(process.pidfd.get()); });
  return any_gone || ended > 0;
}

// Whoever waits for its end is not to wait for longer than the end takes.
int Governor::count_leaving() {
  for (Leaving& process : leaving_) process.waited += passed_;
  std::erase_if(leaving_,
                [&](const Leaving& process) { return process.waited > options_.rules.elsewhere_grace; });
  return static_cast<int>(leaving_.size());
}

// First all claims, then the kernel, then the claims again. If they are the same, nobody ran in between.
// Returns how long to wait for the bell before the next look.
Governor::Wall Governor::look(Wall wall) {
  ++cost_.looks;
  passed_ = std::min(wall - std::exchange(looked_at_, wall), kLongestStep);
  used_ = 0ns;
  runnable_ = false;
  if (options_.held) held_ = options_.held();
  read_claims();
  if (!stuck_ && stood_ < options_.rules.stuck && any_fresh_one_works(wall)) {
    note_standing();
    flowing_since_ = 0ns;
    return pause_ = kLongLook;
  }
  std::array<int, kinds> any{};
  Time next = end_of_delays();
  cpu_left_ = kNever;
  for (int i = 0; i < rows_; ++i) {
    const Watch& watch = watched_[i];
    if (!watch.live) continue;
    const Is is = judge(i, wall);
    ++any[is];
    watched_[i].fresh = is == busy;
    const bool has_timer = is != exempt && watch.claim.state() == State::waits && watch.claim.next > now();
    if (has_timer) next = std::min(next, watch.claim.next);
  }
  any[busy] += count_leaving();
  const Wall since = std::exchange(flowing_since_, 0ns);
  if (any[held]) {
    stood_ = 0ns;
    return kNothingToDo;
  }
  if (somebody_works(any)) return pause_;
  pause_ = kShortLook;
  if (any[due]) {
    wake_due(wall);
    if (!stands_too_long()) return kLongLook;
  }
  const bool all_wait = !any[by_cpu] && !any[by_wall] && !stuck_;
  if (!all_wait || options_.pace == Pace::flow) return flow(next, all_wait, since, wall);
  return next == kNever ? kNothingToDo : advance(next, wall);
}

// Most looks find the one at work that was there a moment ago: then the kernel need not be asked of all
// others.
bool Governor::any_fresh_one_works(Wall wall) {
  bool works = false;
  for (int i = 0; i < rows_; ++i) {
    Watch& watch = watched_[i];
    if (!watch.live || !std::exchange(watch.fresh, false)) continue;
    watch.fresh = judge(i, wall) == busy;
    works = works || watch.fresh;
  }
  return works;
}

// Who is runnable and gets no processor holds up time for as long as that lasts.
void Governor::note_standing() {
  stood_ += runnable_ ? used_ : passed_;
}

// Sets how long to wait before the next look. Where this lasts too long, time flows all the same.
bool Governor::somebody_works(const std::array<int, kinds>& any) {
  if (any[busy]) {
    for (Watch& watch : watched_) watch.elsewhere_since = 0ns;  // their work may wait for this
  }
  const bool is_busy = any[busy] || any[asks];
  if (!is_busy && same_claims()) {
    stuck_ = stuck_ && any[due];
    return false;
  }
  if (stands_too_long()) return false;
  // The last of them rings. Where nobody is busy, somebody ran between two readings of the claims.
  pause_ = is_busy ? kLongLook : 0ns;
  return true;
}

bool Governor::stands_too_long() {
  if (stuck_) return true;
  note_standing();
  stuck_ = stood_ >= options_.rules.stuck;
  if (stuck_) event(-1, "time has stood still for too long, and flows");
  return stuck_;
}

// Of those who have not been killed in it.
Governor::Time Governor::end_of_delays() const {
  Time end = kNever;
  for (const Held& each : held_) {
    const bool lives = std::any_of(watched_.begin(), watched_.end(),
                                   [&](const Watch& watch) { return watch.live && watch.pid == each.pid; });
    if (lives && each.by == HeldBy::delay && each.until > now()) end = std::min(end, each.until);
  }
  return end;
}

void Governor::set_time(Time to) {
  stood_ = 0ns;
  moves_.emplace_back(wall_now(), to);
  page_->header.now = to.count();
  if (options_.moved) options_.moved(to);
}

Governor::Wall Governor::advance(Time to, Wall wall) {
  ++cost_.advances;
  set_time(to);
  return wake_due(wall);
}

// Time flows: by what passed since the last look that saw the same, and no faster than the slowest
// computation.
Governor::Wall Governor::flow(Time next, bool all_wait, Wall since, Wall wall) {
  flowing_since_ = wall;
  if (since != 0ns) credit_ = std::min(credit_ + wall - since, all_wait ? kNever : kLongestStep);
  const Wall step = std::min(credit_, cpu_left_);
  const Time target =
      now() + Time(static_cast<std::int64_t>(static_cast<double>(step.count()) / options_.scale));
  for (Watch& watch : watched_) watch.cpu_paid += step;
  if (target >= next) {
    credit_ = 0ns;
    return advance(next, wall);
  }
  credit_ -= step;
  if (step > 0ns) set_time(target);
  const Wall limit = all_wait ? Wall(50ms) : kLongLook;
  if (next == kNever) return limit;
  const Wall left(static_cast<std::int64_t>(static_cast<double>((next - target).count()) * options_.scale));
  return std::min(left, limit) + 1ns;
}

Governor::Wall Governor::wake_due(Wall wall) {
  for (int i = 0; i < rows_; ++i) {
    const Watch& watch = watched_[i];
    const bool is_due = watch.live && watch.claim.state() == State::waits && watch.claim.next <= now();
    if (is_due && watch.woken != watch.claim.word) wake(i, wall);
  }
  return kLongLook;
}

void Governor::wake(int row, Wall wall) {
  Watch& watch = watched_[row];
  page::Row& its = page_->rows[row];
  watch.woken = watch.claim.word;
  watch.woken_at = wall;
  if (its.has_fifo) {
    if (!watch.fifo) watch.fifo = open_fifo(page::wake_of(options_.page, row));
    poke(watch.fifo);
  }
  ++its.alarm;
  ::syscall(SYS_futex, &its.alarm, FUTEX_WAKE, INT32_MAX, nullptr, nullptr, 0);
}

}  // namespace ordeal
