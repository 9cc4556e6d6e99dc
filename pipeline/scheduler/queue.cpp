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
  client.waiting.insert(place_of(entry));
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
  client.waiting.erase(place_of(entry->second));
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
  if (const auto alone = position_of_only_client(entry->second)) return alone;
  return Queue(*this).hand_out_until(slot);
}

std::size_t Queue::position_if_entered(const Entry& entry) const {
  if (const auto alone = position_of_only_client(entry)) return *alone;
  Queue with_it = *this;
  with_it.enter(entry);
  return with_it.hand_out_until(entry.slot);
}

std::optional<std::size_t> Queue::position_of_only_client(const Entry& entry) const {
  if (clients_.empty()) return 0;
  const auto& [client, his] = *clients_.begin();
  if (clients_.size() > 1 || client != entry.client) return std::nullopt;
  const auto place = his.waiting.lower_bound(place_of(entry));
  return static_cast<std::size_t>(std::distance(his.waiting.begin(), place));
}

std::size_t Queue::hand_out_until(const std::string& slot) {
  for (std::size_t before = 0;; ++before) {
    if (next()->slot == slot) return before;
  }
}

// What is said twice says the same.
void Queue::check() const {
  assert(served_.size() == clients_.size());
  assert(entitled_.size() + ahead_.size() == clients_.size());
  assert(entries_.empty() == entitled_.empty());  // somebody is always served least
}

}  // namespace slots
