// What each participant does, by what it says and by what the kernel says of it.
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "steps/clock/governor.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;
namespace page = slots::shared_clock;
using page::kRows;
using page::State;
using Nanoseconds = std::chrono::nanoseconds;

constexpr Nanoseconds kOnItsWay = 1ms;  // before the kernel is asked about somebody who works
constexpr int kRowsAhead = 16;

bool within(Nanoseconds& since, Nanoseconds wall, Nanoseconds grace) {
  if (since == 0ns) since = wall;
  return wall - since < grace;
}

}  // namespace

Governor::Claim Governor::claim_of(int row) const {
  const page::Row& its = page_->rows[row];
  Claim claim;
  claim.word = its.word;
  claim.asked = its.asked;
  claim.answered = its.answered;
  claim.next = Time(its.next);
  claim.pid = its.pid;
  claim.tid = its.tid;
  return claim;
}

// Whoever takes a row takes the lowest that is free, so none lies far behind those that are known.
void Governor::read_claims() {
  int last = -1;
  for (int i = 0; i < kRows && i <= last + kRowsAhead; ++i) {
    const State state = page::state_of(page_->rows[i].word);
    if (state != State::free) {
      take_claim(i, claim_of(i));
    } else if (watched_[i].live) {
      forget(i);
    }
    if (state != State::free || i + 1 < rows_ - kRowsAhead) last = i;
  }
  rows_ = std::min(last + 1 + kRowsAhead, kRows);
}

void Governor::forget(int row) {
  Watch& watch = watched_[row];
  if (watch.pidfd) {
    const auto other = std::find_if(watched_.begin(), watched_.end(), [&](const Watch& each) {
      return &each != &watch && each.live && each.pid == watch.pid;
    });
    if (other != watched_.end()) {
      other->pidfd = std::move(watch.pidfd);
    } else if (watch.pid != own_pid_) {
      leaving_.push_back({std::move(watch.pidfd), 0ns});
    }
  }
  watch = {};
  page_->header.excused[row] = 0;
}

// False: that process has ended.
bool Governor::watch_end_of(int row) {
  Watch& watch = watched_[row];
  for (const Watch& each : watched_) {
    if (&each != &watch && each.live && each.pid == watch.pid && each.pidfd) return true;
  }
  watch.pidfd = process::Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, watch.pid, 0)));
  return static_cast<bool>(watch.pidfd);
}

void Governor::take_claim(int row, const Claim& claim) {
  Watch& watch = watched_[row];
  if (watch.live && watch.claim == claim) return;
  const bool same_word = watch.live && watch.claim.word == claim.word;
  if (watch.live && watch.pid != claim.pid) forget(row);  // it was left and taken again since the last look
  watch.live = watch.fresh = true;
  watch.claim = claim;
  if (claim.state() == State::claimed) return;
  if (watch.pid == 0) {
    watch.pid = claim.pid;
    if (!watch_end_of(row)) return gone(row);
  }
  if (claim.state() == State::starting) drop_if_doubled(row);
  if (!watch.live) return;
  if (same_word) return;
  watch.measured = false;
  watch.asleep_since = watch.busy_since = watch.stopped_since = 0ns;
  pardon(row);
}

// Kept by the harness for a process that has taken a seat by itself meanwhile.
void Governor::drop_if_doubled(int row) {
  const Claim& claim = watched_[row].claim;
  if (claim.tid != 0) return;
  for (int i = 0; i < kRows; ++i) {
    const page::Row& other = page_->rows[i];
    const State state = page::state_of(other.word);
    if (i == row || state == State::free || state == State::claimed) continue;
    if (other.pid != claim.pid || other.tid != claim.pid) continue;
    page_->rows[row].word = page::next_word(claim.word, State::free);
    return forget(row);
  }
}

bool Governor::same_claims() const {
  for (int i = 0; i < rows_; ++i) {
    const bool taken = page::state_of(page_->rows[i].word) != State::free;
    if (taken != watched_[i].live || (taken && claim_of(i) != watched_[i].claim)) return false;
  }
  return true;
}

char Governor::state_of(int row) {
  Watch& watch = watched_[row];
  const int tid = watch.claim.tid > 0 ? watch.claim.tid : watch.pid;
  if (watch.evidence_of != tid) {
    watch.evidence = ThreadEvidence(watch.pid, tid);
    watch.evidence_of = tid;
    watch.cpu_seen = watch.evidence.cpu();
    watch.measured = false;
  }
  return watch.evidence.state();
}

Governor::Is Governor::judge(int row, Wall wall) {
  Watch& watch = watched_[row];
  const Claim& claim = watch.claim;
  if (claim.state() == State::claimed) return busy;
  if (watch.pid == own_pid_ && claim.state() != State::waits) return held;
  if (claim.state() == State::waits && claim.next > now()) return judge_waiting(row, wall);
  const bool is_due = claim.state() == State::waits;
  if (is_due && watch.woken != claim.word && !watch.excuse) return due;
  if (watch.pid == own_pid_) return held;
  if (within(watch.busy_since, wall, kOnItsWay) || claim.tid < 0) return busy;
  if (is_due && wall - watch.woken_at > options_.rules.lost_wake) wake(row, wall);
  return judge_working(row, state_of(row), wall,
                       is_due ? "does not hear that it is due" : "works, but sleeps");
}

Governor::Is Governor::judge_waiting(int row, Wall wall) {
  Watch& watch = watched_[row];
  const char state = state_of(row);
  if (state != 'S' || watch.stopped_since != 0ns) {
    return judge_working(row, state, wall, "waits, but does not sleep");
  }
  watch.measured = false;
  watch.busy_since = watch.asleep_since = 0ns;
  if (watch.claim.asked == watch.claim.answered) {
    watch.elsewhere_since = 0ns;
    watch.elsewhere_told = false;
    pardon(row);
    return idle;
  }
  if (within(watch.elsewhere_since, wall, options_.rules.elsewhere_grace)) return asks;
  if (!std::exchange(watch.elsewhere_told, true)) event(row, "waits long for somebody who keeps no time");
  return by_wall;
}

// Away from where it waits: time stands, as long as it uses CPU and not too much of it.
Governor::Is Governor::judge_working(int row, char state, Wall wall, const char* why_asleep) {
  Watch& watch = watched_[row];
  if (state == 'T' || state == 't') return judge_stopped(row, wall);
  if (std::exchange(watch.stopped_since, 0ns) != 0ns) {
    watch.stop_declared = watch.measured = false;
    watch.asleep_since = 0ns;
    pardon(row);
  }
  if (state == 'X' || state == 'Z') {
    if (within(watch.asleep_since, wall, 10 * options_.rules.sleep_grace))
      return busy;  // its process is ending
    excuse(row, "says that it is a thread which is not there");
    return exempt;
  }
  const Wall cpu = watch.evidence.cpu(), of_process = cpu_of_process(watch.pid);
  if (!std::exchange(watch.measured, true)) watch.cpu_at_first = watch.cpu_paid = cpu;
  // Who sleeps may wait for another thread of its process.
  const bool any_ran = of_process != std::exchange(watch.process_cpu_seen, of_process);
  if (any_ran || state != 'S') watch.asleep_since = 0ns;
  if (state == 'D') {  // mostly a disk, which is soon over
    if (const Held* by_a_rule = held_at(watch)) return judge_held(row, by_a_rule->by);
  }
  if (state == 'S') {
    if (const Is is = judge_asleep(row, wall, why_asleep); is != busy) return is;
  }
  used_ += std::min(cpu - std::exchange(watch.cpu_seen, cpu), passed_);
  runnable_ = runnable_ || state != 'S';
  if (cpu - watch.cpu_at_first < options_.rules.cpu_grace) return busy;
  if (!watch.excuse) {
    watch.cpu_paid = cpu;
    excuse(row, "computes without a pause");
  }
  cpu_left_ = std::min(cpu_left_, cpu - watch.cpu_paid);
  return by_cpu;
}

Governor::Is Governor::judge_stopped(int row, Wall wall) {
  Watch& watch = watched_[row];
  if (within(watch.stopped_since, wall, options_.rules.stop_grace) && !watch.stop_declared) return busy;
  excuse(row, "is stopped");
  return exempt;
}

Governor::Is Governor::judge_asleep(int row, Wall wall, const char* why_asleep) {
  Watch& watch = watched_[row];
  if (within(watch.asleep_since, wall, kOnItsWay)) return busy;
  if (const Held* by_a_rule = held_at(watch)) return judge_held(row, by_a_rule->by);
  if (within(watch.asleep_since, wall, options_.rules.sleep_grace)) return busy;
  excuse(row, why_asleep);
  return by_wall;
}

const Held* Governor::held_at(const Watch& watch) const {
  const int tid = watch.claim.tid > 0 ? watch.claim.tid : watch.pid;
  const auto found = std::find_if(held_.begin(), held_.end(),
                                  [&](const Held& each) { return each.pid == watch.pid && each.tid == tid; });
  return found == held_.end() ? nullptr : &*found;
}

Governor::Is Governor::judge_held(int row, HeldBy by) {
  if (by == HeldBy::gate && !let_flow_) return held;
  excuse(row, by == HeldBy::gate    ? "is held while time goes on"
              : by == HeldBy::delay ? "sleeps as long as a rule told it to"
                                    : "hangs, as a rule told it to");
  return exempt;
}

void Governor::gone(int row) {
  event(row, "has ended");
  const int pid = watched_[row].pid;
  for (int i = 0; i < kRows; ++i) {
    if (!watched_[i].live || watched_[i].pid != pid) continue;
    page_->rows[i].word = page::next_word(page_->rows[i].word, State::free);
    watched_[i] = {};
    page_->header.excused[i] = 0;
  }
}

void Governor::excuse(int row, const char* why) {
  if (std::exchange(watched_[row].excuse, why) != why) event(row, why);
  page_->header.excused[row] = 1;
}

void Governor::pardon(int row) {
  if (std::exchange(watched_[row].excuse, nullptr)) event(row, "takes part again");
  page_->header.excused[row] = 0;
}

void Governor::event(int row, const std::string& what) {
  char at[32];
  std::snprintf(at, sizeof at, "%.9f ", static_cast<double>(now().count()) / 1e9);
  std::string who;
  if (row >= 0) {
    const Watch& watch = watched_[row];
    const ThreadEvidence named(watch.pid, watch.claim.tid > 0 ? watch.claim.tid : watch.pid);
    who = named.name() + " (pid " + std::to_string(watch.pid) + ") ";
  }
  events_.push_back(at + who + what);
}

}  // namespace ordeal
