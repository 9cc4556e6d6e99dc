// Results whose client has not come for their files yet: a director that is about to stop waits for it, for a
// while.
#pragma once

#include <map>
#include <set>

#include "pipeline/director/slot_book.hpp"

namespace slots {

class Collection {
 public:
  explicit Collection(Env& env) : env_(env), changed_(env.loop) {}

  // The slot is over: its files, if it has any, can be fetched.
  void made(const Slot& slot);
  // A client was given this file.
  void fetched(const std::string& slot, const std::string& file);
  // Returns when every file was fetched, or nobody has come for one of its slot's for kPatience (nominal).
  Task<void> over();

  static constexpr Duration kPatience = 8s;

 private:
  struct Waiting {
    std::set<std::string> files;
    Time until{0};
  };
  void give_up_late_ones();
  Time patience_from_now() const { return env_.clock.now() + env_.clock.window(kPatience); }

  Env& env_;
  Event changed_;
  std::map<std::string, Waiting> waiting_;  // by slot
};

}  // namespace slots
