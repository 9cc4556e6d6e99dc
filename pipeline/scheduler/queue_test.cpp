#include "pipeline/scheduler/queue.hpp"

#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace slots {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> all_of(Queue queue) {
  std::vector<std::string> order;
  while (auto entry = queue.next()) order.push_back(entry->slot);
  return order;
}

TEST(Queue, HandsOutByDeadlineAndThenByAcceptance) {
  Queue queue;
  queue.enter({.slot = "late", .deadline = 30s, .number = 1});
  queue.enter({.slot = "second", .deadline = 20s, .number = 3});
  queue.enter({.slot = "first", .deadline = 20s, .number = 2});
  queue.enter({.slot = "hurry", .deadline = 10s, .number = 4});
  EXPECT_THAT(all_of(queue), ElementsAre("hurry", "first", "second", "late"));
}

TEST(Queue, ForgetsWhoLeaves) {
  Queue queue;
  queue.enter({.slot = "a", .deadline = 1s, .number = 1});
  queue.enter({.slot = "b", .deadline = 2s, .number = 2});
  EXPECT_TRUE(queue.leave("a"));
  EXPECT_FALSE(queue.leave("a"));
  EXPECT_FALSE(queue.position("a"));
  EXPECT_THAT(all_of(queue), ElementsAre("b"));
}

// However early his deadlines are, nobody keeps the others from being served.
TEST(Queue, GivesEachClientAShare) {
  Queue queue;
  for (int n = 0; n < 6; ++n) {
    queue.enter({.slot = "a" + std::to_string(n), .client = "a", .deadline = 1s, .number = n});
  }
  queue.enter({.slot = "b0", .client = "b", .deadline = 90s, .number = 10});
  queue.enter({.slot = "b1", .client = "b", .deadline = 91s, .number = 11});
  EXPECT_THAT(all_of(queue), ElementsAre("a0", "a1", "b0", "a2", "b1", "a3", "a4", "a5"));
}

TEST(Queue, CountsNoWaitBeforeAClientCame) {
  Queue queue;
  for (int n = 0; n < 50; ++n) {
    queue.enter({.slot = "a" + std::to_string(n), .client = "a", .deadline = 1s, .number = n});
  }
  for (int n = 0; n < 40; ++n) queue.next();
  queue.enter({.slot = "b", .client = "b", .deadline = 90s, .number = 100});
  EXPECT_EQ(queue.position("b"), 2u) << "not before all others, nor after them";
}

// The plainest thing that could be right: a list, searched.
struct Model {
  struct Of {
    std::int64_t served = 0;
    std::size_t waiting = 0;
  };
  std::vector<Queue::Entry> entries;
  std::map<std::string, Of> clients;

  std::int64_t floor() const {
    std::int64_t least = -1;
    for (const auto& [name, client] : clients) {
      if (least < 0 || client.served < least) least = client.served;
    }
    return std::max<std::int64_t>(least, 0);
  }
  void enter(const Queue::Entry& entry) {
    const std::int64_t now = floor();
    const auto [found, fresh] = clients.try_emplace(entry.client);
    if (fresh) found->second.served = now;
    ++found->second.waiting;
    entries.push_back(entry);
  }
  void remove(std::size_t index, bool served) {
    const auto found = clients.find(entries[index].client);
    found->second.served += served;
    if (--found->second.waiting == 0) clients.erase(found);
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(index));
  }
  std::optional<Queue::Entry> next() {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (clients.at(entries[i].client).served >= floor() + Queue::kAhead) continue;
      const auto key = [&](std::size_t n) { return std::pair(entries[n].deadline, entries[n].number); };
      if (!best || key(i) < key(*best)) best = i;
    }
    if (!best) return std::nullopt;
    const Queue::Entry entry = entries[*best];
    remove(*best, true);
    return entry;
  }
};

RC_GTEST_PROP(Queue, DoesWhatAListThatIsSearchedDoes, ()) {
  Queue queue;
  Model model;
  const auto steps = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(
      rc::gen::tuple(rc::gen::inRange(0, 10), rc::gen::inRange(0, 4), rc::gen::inRange(0, 6)));
  std::int64_t number = 0;
  for (const auto& [what, client, deadline] : steps) {
    if (what < 5) {
      ++number;
      const Queue::Entry entry{.slot = "s" + std::to_string(number),
                               .client = "c" + std::to_string(client),
                               .deadline = std::chrono::seconds(deadline),
                               .number = number};
      const std::size_t foreseen = queue.position_if_entered(entry);
      queue.enter(entry);
      RC_ASSERT(queue.position(entry.slot) == foreseen);
      model.enter(entry);
    } else if (what < 8) {
      const auto mine = queue.next(), his = model.next();
      RC_ASSERT(mine.has_value() == his.has_value());
      if (mine) RC_ASSERT(mine->slot == his->slot);
    } else if (!model.entries.empty()) {
      const std::size_t index = static_cast<std::size_t>(deadline) % model.entries.size();
      RC_ASSERT(queue.leave(model.entries[index].slot));
      model.remove(index, false);
    }
    RC_ASSERT(queue.size() == model.entries.size());
    if (!model.entries.empty()) {
      const std::string& any = model.entries[model.entries.size() / 2].slot;
      const auto order = all_of(queue);
      const auto place = std::find(order.begin(), order.end(), any) - order.begin();
      RC_ASSERT(queue.position(any) == static_cast<std::size_t>(place));
    }
  }
}

}  // namespace
}  // namespace slots
