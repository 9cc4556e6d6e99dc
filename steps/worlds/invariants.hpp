// What holds at every instant of a simulated world, whatever fault strikes: looked at with every message and
// after every event, by what can be seen from outside of the programs.
//
//   promises     a slot that a client was told is accepted, is in the journal; likewise an end that it was
//   told ends         a slot is accepted once and ends once; a client that follows it hears its events in
//   their
//                order, and nothing behind the last
//   dispatches   a fence is of one slot on one worker, and greater than those before on it; a worker has one
//                slot at a time, and a slot one worker that lives; only who has its models loaded is asked
//   stages       video begins when audio and image are complete, clip when video has begun; none runs twice
//   at
//                once
//   cards        nobody holds memory of a card who does not run; no more is held than it has
//
// One exception is the design's own: a director whose journal cannot be written gives a slot up with the
// journal's error (STORAGE_*); the next director may end it otherwise.
#pragma once

#include <set>

#include "harness/sim/world.hpp"

namespace ordeal {

class Invariants final : public sim::Witness {
 public:
  // Watches `world` as long as it lives.
  explicit Invariants(sim::World& world);
  ~Invariants() override;
  Invariants(const Invariants&) = delete;

  // What was broken first: "at 12.345 s: …"; empty: nothing.
  const std::string& broken() const { return broken_; }
  // In a journal: whether this slot has ended there.
  bool is_over(const std::string& slot) const;

  void sent(const sim::Sent&) override;
  void journalled(const std::string& role, const std::vector<slots::Record>& records) override;
  void ended(const std::string& role) override;
  void stepped() override;

 private:
  struct Stream {  // a slot's events over one connection
    std::int64_t sequence = 0;
    bool over = false;
  };
  struct Dispatch {
    std::string slot, worker;
    std::set<slots::Stage> complete;
  };
  struct Run {
    std::string worker, slot;
    slots::Stage stage{};
    std::int64_t number = 0;
    bool operator==(const Run&) const = default;
  };
  using Journalled = std::map<std::string, std::string>;  // slot → its end; "": none yet

  void broke(const std::string& what);
  void holds(bool condition, const std::string& otherwise);
  void told(const sim::Sent& sent, const slots::SlotEvent& event);
  void told_end(const std::string& director, const std::string& slot, const std::string& end,
                const boost::json::object& result);
  void asked(const std::string& worker, const slots::RunStage& what);
  void answered(const std::string& worker, const std::string& slot, slots::Stage stage, std::int64_t run);

  sim::World& world_;
  std::string broken_;
  std::map<std::string, Journalled> journals_;  // by role
  std::map<std::pair<std::uint64_t, std::string>, Stream> streams_;
  std::set<std::string> active_;                    // workers that have said that their models are loaded
  std::map<std::int64_t, Dispatch> dispatches_;     // by fence
  std::map<std::string, std::int64_t> last_fence_;  // by worker
  std::vector<Run> running_;
};

}  // namespace ordeal
