// The event loop that both worlds share: a ready queue, first come first served, and a heap of timers ordered
// by (time, sequence). It knows nothing of where time comes from: the simulator steps from timer to timer,
// the real world sleeps in Asio until the next one. One thread; a total order; no order by address.
#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "pipeline/task/time.hpp"

namespace slots {

class Loop;

// To whom a node belongs, where one loop serves several programs: it is the one for whom it was made. What
// becomes due for an owner that is held waits until it is let go.
using Owner = std::uint32_t;
inline constexpr Owner kNobody = 0;

// Something that the loop can fire, once, when it is ready or when its time has come. Lives where its owner
// lives (usually in a coroutine frame) and takes itself out of the loop when it is destroyed.
class LoopNode {
 public:
  explicit LoopNode(Loop& loop);
  LoopNode(Loop& loop, Owner owner) : loop_(&loop), owner_(owner) {}
  virtual ~LoopNode() { unlink(); }
  LoopNode(const LoopNode&) = delete;
  LoopNode& operator=(const LoopNode&) = delete;

  virtual void fire() = 0;
  void unlink();
  bool ready() const { return place_ == kReady; }
  bool idle() const { return place_ == kIdle; }
  Loop& loop() const { return *loop_; }

 private:
  friend class Loop;
  static constexpr std::int64_t kIdle = -1, kReady = -2, kHeld = -3;  // otherwise: index in the heap
  Loop* loop_;
  LoopNode *previous_ = nullptr, *next_ = nullptr;
  Time at_{0};
  std::uint64_t sequence_ = 0;
  std::int64_t place_ = kIdle;
  Owner owner_ = kNobody;
};

class Loop {
 public:
  Loop() = default;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  Time now() const { return now_; }
  void set_now(Time now) { now_ = now; }
  std::uint64_t fired() const { return fired_; }

  // Fires `node` at `at` (at once when that is past). A node that waits already is moved.
  void arm(LoopNode& node, Time at);
  // Fires `node` after those that are ready already. A node that is ready stays where it is.
  void post(LoopNode& node);
  void remove(LoopNode& node);

  // Fires all that is ready, and what becomes ready meanwhile.
  void drain();
  // The time of the earliest timer, or kNever.
  Time next_timer() const { return heap_.empty() ? kNever : heap_.front()->at_; }
  // Fires every timer that is due at now(), draining after each.
  void fire_due();
  // Virtual time: drains, then goes to the earliest timer and fires it. False when nothing is left to fire.
  bool step();

  // While it lives, nodes that are made belong to `owner`. Within a node's fire() they belong to the node's.
  class As {
   public:
    As(Loop& loop, Owner owner) : loop_(loop), before_(std::exchange(loop.owner_, owner)) {}
    ~As() { loop_.owner_ = before_; }
    As(const As&) = delete;

   private:
    Loop& loop_;
    Owner before_;
  };
  void hold(Owner owner) { held_.insert(owner); }
  // What it was due for meanwhile is ready, in the order in which it became due.
  void let_go(Owner owner);
  bool holds(Owner owner) const { return held_.contains(owner); }

 private:
  friend class LoopNode;
  static bool earlier(const LoopNode* a, const LoopNode* b) {
    return a->at_ != b->at_ ? a->at_ < b->at_ : a->sequence_ < b->sequence_;
  }
  void place(std::size_t index, LoopNode* node);
  void sift_up(std::size_t index);
  void sift_down(std::size_t index);
  void fire(LoopNode* node);

  Time now_{0};
  std::uint64_t sequence_ = 0, fired_ = 0;
  LoopNode *first_ = nullptr, *last_ = nullptr;
  std::vector<LoopNode*> heap_;
  Owner owner_ = kNobody;
  std::set<Owner> held_;
  std::vector<LoopNode*> waiting_;  // of held owners, due
};

inline LoopNode::LoopNode(Loop& loop) : loop_(&loop), owner_(loop.owner_) {}

}  // namespace slots
