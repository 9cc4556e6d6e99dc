// Slots that wait for a worker. Whoever has one to give asks next(): the slot with the earliest deadline of a
// client who has not had more than his share; of equals the one that was accepted first. Entering, leaving
// and handing out take O(log n).
//
// Fair share: each waiting client counts how often he was served since he began to wait; nobody is served who
// is kAhead or more ahead of the waiting client served least. One client alone, or all as one, is plain
// earliest-deadline-first (EDF).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "pipeline/task/time.hpp"

namespace slots {

class Queue {
 public:
  static constexpr std::int64_t kAhead = 2;

  struct Entry {
    std::string slot, client;  // client "": all who do not say who they are, as one
    Time deadline{0};
    std::int64_t number = 0;  // of its acceptance; unique
  };

  // A slot that is in the queue already must not enter.
  void enter(Entry entry);
  // False: it was not there.
  bool leave(const std::string& slot);
  // Takes it out of the queue; nothing: nobody waits, or none of those that may be served now `fits`. O(log
  // n) for each that does not fit.
  std::optional<Entry> next(const std::function<bool(const Entry&)>& fits = {});

  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  bool contains(const std::string& slot) const { return entries_.contains(slot); }
  // How many would be handed out before it if nobody came or went; nothing: it does not wait. O(n log n).
  std::optional<std::size_t> position(const std::string& slot) const;
  // The same of one that would enter now.
  std::size_t position_if_entered(const Entry& entry) const;

 private:
  // (deadline, number, slot): the order of one client's slots.
  struct Place {
    Time deadline{0};
    std::int64_t number = 0;
    std::string slot;
    auto operator<=>(const Place&) const = default;
  };
  struct Client {
    std::int64_t served = 0;  // beyond the floor at which he came
    std::set<Place> waiting;
  };
  struct Head {  // a client's first slot
    Place place;
    std::string client;
    auto operator<=>(const Head&) const = default;
  };

  static Place place_of(const Entry& entry) { return {entry.deadline, entry.number, entry.slot}; }
  // Where nobody is there for this client to take turns with: how many of his own are before it.
  std::optional<std::size_t> position_of_only_client(const Entry& entry) const;
  // As position(); hands out all before it.
  std::size_t hand_out_until(const std::string& slot);
  std::int64_t floor() const { return served_.empty() ? 0 : served_.begin()->first; }
  void put_in(const std::string& name, const Client& client);
  void take_out(const std::string& name, const Client& client);
  void let_back_in();
  void remove(const std::string& slot, bool was_served);
  void check() const;

  std::map<std::string, Entry> entries_;
  std::map<std::string, Client> clients_;                  // those that wait
  std::set<std::pair<std::int64_t, std::string>> served_;  // (served, client), all
  std::set<Head> entitled_;                                // clients that may be served now
  std::set<std::pair<std::int64_t, std::string>> ahead_;   // (served, client): the others
};

}  // namespace slots
