// Which scenario may start now: in order, but for what their tags say of running together.
//
//   @exclusive         nothing else runs beside it
//   @exclusive(gpu0)   nothing else that names gpu0 runs beside it
//   @serial            nothing else that is @serial runs beside it
#pragma once

#include <list>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/run/plan.hpp"

namespace ordeal::run {

// What a scenario needs for itself.
struct Claims {
  bool alone = false;
  std::vector<std::string> resources;  // "gpu0"; "@serial" for the tag of that name
  bool empty() const { return !alone && resources.empty(); }
};
Claims claims_of(const Chosen& scenario);

class Schedule {
 public:
  struct Turn {
    const Chosen* scenario;
    int attempt;
  };

  explicit Schedule(const Plan& plan);

  // Takes out the next that may start beside what runs. A scenario that must be alone holds back those after
  // it, so that its turn comes.
  std::optional<Turn> next();
  // What next() gave has ended; or will be tried again at once, as its next attempt.
  void ended(const Turn& turn);
  void again(const Turn& turn);

  // What never had a turn, in order; the schedule is empty then.
  std::vector<Turn> take_rest();

 private:
  bool may_start(const Claims& claims) const;
  void hold(const Claims& claims);

  const Plan& plan_;
  std::size_t next_ = 0;         // in the plan
  std::list<Turn> passed_over_;  // before next_ in order, and still to come: retries first
  std::set<std::string> held_;
  int running_ = 0;
  bool one_alone_ = false;
};

}  // namespace ordeal::run
