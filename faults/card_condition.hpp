// A fault that a simulated card has by itself from now on. Lands: the card's own count of what it then did
// has grown. Heals: the card is as it was.
#pragma once

#include <functional>

#include "faults/fault.hpp"

namespace ordeal {

class CardCondition final : public Fault {
 public:
  // `counted`: of what, for people.
  CardCondition(std::string name, std::string counted, std::function<std::uint64_t()> count,
                std::function<void()> undo)
      : name_(std::move(name)),
        counted_(std::move(counted)),
        count_(std::move(count)),
        undo_(std::move(undo)),
        before_(count_()) {}
  ~CardCondition() override { CardCondition::cure(); }
  CardCondition(const CardCondition&) = delete;

  std::string name() const override { return name_; }
  Evidence landed() const override {
    const std::uint64_t times = count_() - before_;
    return {
        .landed = times > 0, .what = "the card counts " + std::to_string(times) + " " + counted_, .at = {}};
  }
  void cure() override {
    if (!std::exchange(cured_, true)) undo_();
  }

 private:
  std::string name_, counted_;
  std::function<std::uint64_t()> count_;
  std::function<void()> undo_;
  std::uint64_t before_;
  bool cured_ = false;
};

}  // namespace ordeal
