// What programs logged, by role.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

namespace ordeal {

// One structured event of a program's log.
struct ProgramEvent {
  std::string role, name;
  boost::json::object fields;
  double at_ms = 0;  // nominal, by the program's own clock
};

class Events {
 public:
  virtual ~Events() = default;
  // All so far, in the order of the log. Grows with the next call; earlier ones keep their places.
  virtual const std::vector<ProgramEvent>& log(const std::string& role) = 0;
};

// What is new in one program's log since the last look.
class EventCursor {
 public:
  EventCursor(Events& events, std::string role) : events_(events), role_(std::move(role)) {}
  // The next event; null: none yet. Good until the next call.
  const ProgramEvent* next() {
    const auto& all = events_.log(role_);
    return seen_ < all.size() ? &all[seen_++] : nullptr;
  }
  // The next event of this name; null: none yet.
  const ProgramEvent* next(std::string_view name) {
    for (const ProgramEvent* event = next(); event; event = next()) {
      if (event->name == name) return event;
    }
    return nullptr;
  }

 private:
  Events& events_;
  std::string role_;
  std::size_t seen_ = 0;
};

}  // namespace ordeal
