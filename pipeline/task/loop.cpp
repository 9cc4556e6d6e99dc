#include "pipeline/task/loop.hpp"

#include <algorithm>
#include <iterator>

namespace slots {

void LoopNode::unlink() {
  if (place_ != kIdle) loop_->remove(*this);
}

void Loop::place(std::size_t index, LoopNode* node) {
  heap_[index] = node;
  node->place_ = static_cast<std::int64_t>(index);
}

void Loop::sift_up(std::size_t index) {
  LoopNode* node = heap_[index];
  while (index > 0 && earlier(node, heap_[(index - 1) / 2])) {
    place(index, heap_[(index - 1) / 2]);
    index = (index - 1) / 2;
  }
  place(index, node);
}

void Loop::sift_down(std::size_t index) {
  LoopNode* node = heap_[index];
  for (std::size_t child; (child = 2 * index + 1) < heap_.size(); index = child) {
    if (child + 1 < heap_.size() && earlier(heap_[child + 1], heap_[child])) ++child;
    if (!earlier(heap_[child], node)) break;
    place(index, heap_[child]);
  }
  place(index, node);
}

void Loop::arm(LoopNode& node, Time at) {
  node.unlink();
  node.at_ = at < now_ ? now_ : at;
  node.sequence_ = sequence_++;
  heap_.push_back(&node);
  sift_up(heap_.size() - 1);
}

void Loop::post(LoopNode& node) {
  if (node.ready()) return;
  node.unlink();
  node.place_ = LoopNode::kReady;
  node.previous_ = last_;
  node.next_ = nullptr;
  (last_ ? last_->next_ : first_) = &node;
  last_ = &node;
}

void Loop::remove(LoopNode& node) {
  if (node.ready()) {
    (node.previous_ ? node.previous_->next_ : first_) = node.next_;
    (node.next_ ? node.next_->previous_ : last_) = node.previous_;
  } else if (node.place_ == LoopNode::kHeld) {
    std::erase(waiting_, &node);
  } else if (!node.idle()) {
    const auto index = static_cast<std::size_t>(node.place_);
    LoopNode* moved = heap_.back();
    heap_.pop_back();
    if (moved != &node) {
      place(index, moved);
      sift_up(index);
      sift_down(static_cast<std::size_t>(moved->place_));
    }
  }
  node.place_ = LoopNode::kIdle;
}

void Loop::fire(LoopNode* node) {
  remove(*node);
  if (!held_.empty() && held_.contains(node->owner_)) {
    node->place_ = LoopNode::kHeld;
    waiting_.push_back(node);
    return;
  }
  ++fired_;
  const As as(*this, node->owner_);
  node->fire();
}

void Loop::let_go(Owner owner) {
  held_.erase(owner);
  std::vector<LoopNode*> due;
  std::copy_if(waiting_.begin(), waiting_.end(), std::back_inserter(due),
               [&](const LoopNode* node) { return node->owner_ == owner; });
  for (LoopNode* node : due) post(*node);
}

void Loop::drain() {
  while (first_) fire(first_);
}

void Loop::fire_due() {
  while (!heap_.empty() && heap_.front()->at_ <= now_) {
    fire(heap_.front());
    drain();
  }
}

bool Loop::step() {
  drain();
  if (heap_.empty()) return false;
  now_ = heap_.front()->at_;
  fire(heap_.front());
  drain();
  return true;
}

}  // namespace slots
