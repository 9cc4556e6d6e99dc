#include "pipeline/scheduler/queue.hpp"

#include <cassert>

namespace slots {

void Queue::put_in(const std::string& name, const Client& client) {
  served_.emplace(client.served, name);
  if (client.served < floor() + kAhead) {
    entitled_.insert({*client.waiting.begin(), name});
  } else {
    ahead_.emplace(client.served, name);
  }
}

void Queue::take_out(const std::string& name, const Client& client) {
  served_.erase({client.served, name});
  if (ahead_.erase({client.served, name}) == 0) entitled_.erase({*client.waiting.begin(), name});
}

// The floor has risen, perhaps.
void Queue::let_back_in() {
  while (!ahead_.empty() && ahead_.begin()->first < floor() + kAhead) {
    const std::string name = ahead_.begin()->second;
    ahead_.erase(ahead_.begin());
    entitled_.insert({*clients_.at(name).waiting.begin(), name});
  }
}

void Queue::enter(Entry entry) {
  assert(!entries_.contains(entry.slot));
  const auto [found, fresh] = clients_.try_emplace(entry.client);
  Client& client = found->second;
  if (fresh) {
    client.served = floor();  // waiting was no merit before
  } else {
    take_out(entry.client, client);
  }
  client.waiting.insert({entry.deadline, entry.number, entry.slot});
  put_in(entry.client, client);
  const std::string slot = entry.slot;
  entries_.emplace(slot, std::move(entry));
  check();
}

void Queue::remove(const std::string& slot, bool was_served) {
  const auto entry = entries_.find(slot);
  assert(entry != entries_.end());
  const auto found = clients_.find(entry->second.client);
  Client& client = found->second;
  take_out(found->first, client);
  client.waiting.erase({entry->second.deadline, entry->second.number, slot});
  if (was_served) ++client.served;
  if (client.waiting.empty()) {
    clients_.erase(found);
  } else {
    put_in(found->first, client);
  }
  entries_.erase(entry);
  let_back_in();
  check();
}

bool Queue::leave(const std::string& slot) {
  if (!entries_.contains(slot)) return false;
  remove(slot, false);
  return true;
}

std::optional<Queue::Entry> Queue::next(const std::function<bool(const Entry&)>& fits) {
  for (const Head& head : entitled_) {
    for (const Place& place : clients_.at(head.client).waiting) {
      Entry entry = entries_.at(place.slot);
      if (fits && !fits(entry)) continue;
      remove(entry.slot, true);
      return entry;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> Queue::position(const std::string& slot) const {
  const auto entry = entries_.find(slot);
  if (entry == entries_.end()) return std::nullopt;
  if (clients_.size() == 1) {  // nobody to take turns with
    const auto& waiting = clients_.begin()->second.waiting;
    const Place place{entry->second.deadline, entry->second.number, slot};
    return static_cast<std::size_t>(std::distance(waiting.begin(), waiting.find(place)));
  }
  Queue rest = *this;
  for (std::size_t before = 0;; ++before) {
    if (rest.next()->slot == slot) return before;
  }
}

// What is said twice says the same.
void Queue::check() const {
  assert(served_.size() == clients_.size());
  assert(entitled_.size() + ahead_.size() == clients_.size());
  assert(entries_.empty() == entitled_.empty());  // somebody is always served least
}

}  // namespace slots
