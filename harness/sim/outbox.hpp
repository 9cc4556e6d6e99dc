// What a simulated process sends, over all of its connections, in one order. Each message is a site, as
// pipeline/env/send_trace.hpp has it: what strikes there holds up the message and all that the process sends
// behind it, since in the real world its one thread stands there.
#pragma once

#include <deque>

#include "faults/rule/engine.hpp"
#include "pipeline/env/env.hpp"

namespace ordeal::sim {

class Connection;
class Process;

class Outbox {
 public:
  Outbox(slots::Loop& loop, Process& owner) : owner_(owner), emptied_(loop) {}

  // nullopt: the connection is closed.
  void put(std::weak_ptr<Connection> to, std::optional<slots::Message> message);
  // The process is gone: what was held up never leaves, and its kernel closes what it was about to close.
  void drop();
  // Returns once nothing is held up.
  slots::Task<void> empty();

 private:
  struct Held {
    std::weak_ptr<Connection> to;
    std::optional<slots::Message> message;
  };
  rule::Strikes reach(const Held& next);
  slots::Task<void> carry_out(rule::Strikes strikes);
  static void leave(Held one);

  Process& owner_;
  std::deque<Held> held_;
  slots::Event emptied_;
};

}  // namespace ordeal::sim
