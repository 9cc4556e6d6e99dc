// What the director knows of its slots: durable before it is told, once, and not more than it can keep.
#include "pipeline/director/slot_book.hpp"

#include <gmock/gmock.h>

#include <boost/json/value_from.hpp>
#include <set>

#include "harness/sim/world.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;
using slots::SlotPhase;
using ::testing::HasSubstr;

slots::Submit order(const std::string& key) {
  return {.idempotency_key = key, .prompt = "a red fox", .script = "good evening"};
}

template <class T>
std::string code_of(const slots::Result<T>& result) {
  return result ? "" : result.error().code.text;
}

class Book : public testing::Test {
 protected:
  Book() : world_({.keep_log = false}, rule::RuleBlock::in_memory().value()) {}

  using Story = std::function<slots::Task<void>(slots::Env&, slots::SlotBook&)>;
  // One life of a director: what it does with its book, which remembers `finished` slots that are over.
  void live(Story story, std::size_t finished = 100) {
    world_.start("director", [&](slots::Env& env) { return tell(env, story, finished); });
    EXPECT_TRUE(world_.run_until([&] { return !world_.running("director"); }, 24h));
    EXPECT_EQ(world_.exits().back().code, 0);
  }

  static slots::Task<slots::SlotPtr> accepted(slots::SlotBook& book, std::string key) {
    auto admission = co_await book.accept(order(key), 21s);
    co_return admission.value().slot;
  }

  sim::World world_;

 private:
  static slots::Task<int> tell(slots::Env& env, Story story, std::size_t finished) {
    slots::SlotBook book(env, finished);
    co_await story(env, book);
    co_return 0;
  }
};

TEST_F(Book, FindsTheSlotOfAKeyThatItHasAccepted) {
  live([](slots::Env&, slots::SlotBook& book) -> slots::Task<void> {
    auto first = co_await book.accept(order("key"), 21s);
    auto second = co_await book.accept(order("key"), 21s);
    EXPECT_TRUE(first.value().fresh);
    EXPECT_FALSE(second.value().fresh);
    EXPECT_EQ(second.value().slot, first.value().slot);
    EXPECT_EQ(book.waiting(), 1u);
  });
}

TEST_F(Book, RefusesTheSameKeyWithAnotherBody) {
  live([](slots::Env&, slots::SlotBook& book) -> slots::Task<void> {
    co_await accepted(book, "key");
    slots::Submit other = order("key");
    other.seed = 7;
    auto refused = co_await book.accept(other, 21s);
    EXPECT_EQ(code_of(refused), "CONFLICT");
  });
}

TEST_F(Book, MakesEachRequestWithoutAKeyASlotOfItsOwn) {
  std::set<std::string> ids;
  live([&](slots::Env&, slots::SlotBook& book) -> slots::Task<void> {
    for (int n = 0; n < 3; ++n) {
      auto admission = co_await book.accept(order(""), 21s);
      EXPECT_TRUE(admission.value().fresh);
      ids.insert(admission.value().slot->id);
    }
    EXPECT_FALSE(book.knows(""));
  });
  EXPECT_EQ(ids.size(), 3u);
  live([&](slots::Env&, slots::SlotBook& book) -> slots::Task<void> {
    EXPECT_EQ((co_await book.recover()).value().size(), 3u);
    EXPECT_TRUE((co_await book.accept(order(""), 21s)).value().fresh) << "also over a restart";
  });
}

slots::Record accepted_record(const std::string& slot, const std::string& key) {
  return {.slot = slot,
          .kind = "accepted",
          .body = {{"request", boost::json::value_from(order(key))},
                   {"correlation_id", "c"},
                   {"accepted_unix_ms", 0},
                   {"applied_deadline_ms", 21'000}}};
}

// Directors before 0.1.0 took "" for a key; once its slot was forgotten, another one got it.
TEST_F(Book, LoadsAJournalWhoseSlotsSharedAKey) {
  live([&](slots::Env& env, slots::SlotBook& book) -> slots::Task<void> {
    std::vector<slots::Record> records;
    for (const char* slot : {"slot-1", "slot-2"}) records.push_back(accepted_record(slot, ""));
    for (const char* slot : {"slot-3", "slot-4"}) records.push_back(accepted_record(slot, "key"));
    EXPECT_TRUE(co_await env.journal.append(std::move(records)));
    EXPECT_EQ((co_await book.recover()).value().size(), 4u);
    EXPECT_FALSE(book.knows(""));
  });
}

TEST_F(Book, ForgetsASlotWithoutTheKeyThatALaterOneHasNow) {
  live(
      [&](slots::Env& env, slots::SlotBook& book) -> slots::Task<void> {
        std::vector<slots::Record> records;
        for (const char* slot : {"slot-1", "slot-2"}) records.push_back(accepted_record(slot, "key"));
        EXPECT_TRUE(co_await env.journal.append(std::move(records)));
        EXPECT_TRUE(co_await book.recover());
        co_await book.settle(book.find("slot-1"), SlotPhase::done, {});
        co_await book.settle(co_await accepted(book, "other"), SlotPhase::done, {});
        EXPECT_FALSE(book.find("slot-1"));
        EXPECT_EQ((co_await book.accept(order("key"), 21s)).value().slot->id, "slot-2");
      },
      1);
}

TEST_F(Book, GivesTheNextDirectorWhatDidNotEndAndKnowsWhatDid) {
  std::string open, done;
  live([&](slots::Env&, slots::SlotBook& book) -> slots::Task<void> {
    open = (co_await accepted(book, "open"))->id;
    auto slot = co_await accepted(book, "done");
    done = slot->id;
    co_await book.settle(slot, SlotPhase::done, {{"attempts", 1}});
  });
  live([&](slots::Env&, slots::SlotBook& book) -> slots::Task<void> {
    auto unfinished = co_await book.recover();
    EXPECT_EQ(unfinished.value().size(), 1u);
    for (const auto& slot : unfinished.value()) EXPECT_EQ(slot->id, open);
    const auto over = book.find(done);
    EXPECT_TRUE(over && over->phase == SlotPhase::done && over->result.contains("attempts"));
    EXPECT_TRUE(book.knows("done"));
  });
}

TEST_F(Book, KeepsOnlyTheLastOfFiveThousandSlotsThatAreOver) {
  constexpr std::size_t kKept = 50;
  live(
      [](slots::Env&, slots::SlotBook& book) -> slots::Task<void> {
        auto waiting = co_await accepted(book, "waits all the time");
        for (int n = 0; n < 5000; ++n) {
          auto slot = co_await accepted(book, std::to_string(n));
          co_await book.settle(slot, SlotPhase::done, {});
          EXPECT_LE(book.size(), kKept + 1);
        }
        EXPECT_EQ(book.find(waiting->id), waiting) << "it is not over";
        EXPECT_TRUE(book.knows("4999"));
        EXPECT_TRUE(book.knows("4950"));
        EXPECT_FALSE(book.knows("4949"));
      },
      kKept);
  live(
      [](slots::Env&, slots::SlotBook& book) -> slots::Task<void> {
        auto unfinished = co_await book.recover();
        EXPECT_EQ(unfinished.value().size(), 1u);
        EXPECT_EQ(book.size(), kKept + 1);
        EXPECT_TRUE(book.knows("4950"));
        EXPECT_FALSE(book.knows("4949"));
      },
      kKept);
}

TEST_F(Book, KeepsItsJournalAsSmallAsWhatItRemembers) {
  constexpr std::size_t kKept = 50, kMost = 4 * (kKept + 2) + 1000 + 4;
  const auto records = [](slots::Env& env) -> slots::Task<std::size_t> {
    co_return (co_await env.journal.load()).value().size();
  };
  std::string open, last;
  live(
      [&](slots::Env& env, slots::SlotBook& book) -> slots::Task<void> {
        slots::Nursery tasks(env.loop, slots::Nursery::Mode::apart);
        tasks.spawn(book.keep_journal_small());
        open = (co_await accepted(book, "waits all the time"))->id;
        for (int n = 0; n < 5000; ++n) {
          auto slot = co_await accepted(book, std::to_string(n));
          last = slot->id;
          co_await book.settle(slot, SlotPhase::done, {{"n", n}});
          if (n % 100 == 0) EXPECT_LE(co_await records(env), kMost);
        }
      },
      kKept);
  live(
      [&](slots::Env& env, slots::SlotBook& book) -> slots::Task<void> {
        EXPECT_LE(co_await records(env), kMost);
        auto unfinished = co_await book.recover();
        EXPECT_EQ(unfinished.value().size(), 1u);
        EXPECT_EQ(unfinished.value().at(0)->id, open);
        EXPECT_EQ(book.size(), kKept + 1);
        const auto over = book.find(last);
        EXPECT_TRUE(over && over->result.at("n").to_number<int>() == 4999);
        EXPECT_TRUE(book.knows("4950"));
        EXPECT_FALSE(book.knows("4949"));
      },
      kKept);
}

// Many at once: whatever is in the journal when the snapshot takes its place is in the snapshot.
TEST_F(Book, LosesNothingToASnapshotThatComesBetween) {
  constexpr int kSlots = 3000;
  std::size_t finished = 0;
  live(
      [&](slots::Env& env, slots::SlotBook& book) -> slots::Task<void> {
        slots::Nursery tasks(env.loop, slots::Nursery::Mode::apart);
        tasks.spawn(book.keep_journal_small());
        slots::Nursery clients(env.loop);
        const auto client = [&](int n) -> slots::Task<void> {
          co_await env.sleep(n * 300us);
          auto slot = co_await accepted(book, std::to_string(n));
          if (n % 10 == 0) co_return;
          co_await book.settle(slot, SlotPhase::done, {});
          ++finished;
        };
        for (int n = 0; n < kSlots; ++n) clients.spawn(client(n));
        co_await clients.join();
      },
      10);
  live(
      [&](slots::Env&, slots::SlotBook& book) -> slots::Task<void> {
        auto unfinished = co_await book.recover();
        EXPECT_EQ(unfinished.value().size(), kSlots - finished);
        EXPECT_EQ(book.size(), kSlots - finished + 10);
      },
      10);
}

TEST_F(Book, SaysWhichSlotsItForgot) {
  std::vector<std::string> forgotten, made;
  world_.start("director", [&](slots::Env& env) {
    return [](slots::Env& own, auto& gone, auto& all) -> slots::Task<int> {
      slots::SlotBook book(own, 2, [&](const std::string& slot) { gone.push_back(slot); });
      for (int n = 0; n < 5; ++n) {
        auto slot = co_await accepted(book, std::to_string(n));
        all.push_back(slot->id);
        co_await book.settle(slot, SlotPhase::done, {});
      }
      co_return 0;
    }(env, forgotten, made);
  });
  EXPECT_TRUE(world_.run_until([&] { return !world_.running("director"); }, 1h));
  EXPECT_EQ(forgotten, std::vector<std::string>(made.begin(), made.begin() + 3));
}

TEST_F(Book, KeepsOfOldSlotsOnlyTheEventThatEndedThem) {
  live([](slots::Env&, slots::SlotBook& book) -> slots::Task<void> {
    std::vector<slots::SlotPtr> made;
    for (int n = 0; n < 40; ++n) {
      made.push_back(co_await accepted(book, std::to_string(n)));
      for (int i = 0; i < 10; ++i) book.tell(*made.back(), "notice");
      co_await book.settle(made.back(), SlotPhase::done, {});
    }
    EXPECT_EQ(made.back()->events.size(), 12u);
    EXPECT_EQ(made.front()->events.size(), 1u);
    EXPECT_TRUE(made.front()->events.front().last());
    EXPECT_EQ(made.front()->forgotten, 11);
  });
}

TEST_F(Book, KeepsABoundedNumberOfEventsAndSaysUpToWhereItHasForgotten) {
  live([](slots::Env&, slots::SlotBook& book) -> slots::Task<void> {
    auto slot = co_await accepted(book, "key");
    for (int n = 0; n < 5000; ++n) book.tell(*slot, "notice", {{"n", n}});
    EXPECT_EQ(slot->events.size(), 4096u);
    EXPECT_EQ(slot->events.back().sequence, 5001) << "one was told at acceptance";
    EXPECT_EQ(slot->forgotten, 5001 - 4096);
    EXPECT_EQ(slot->event_after(slot->forgotten), &slot->events.front());
    EXPECT_EQ(slot->event_after(5001), nullptr);
    book.tell(*slot, "progress");
    EXPECT_EQ(slot->events.back().sequence, 5001) << "progress does not push out what happened";
  });
}

// Refuses as many appends as it is told.
class FullDisk final : public slots::Journal {
 public:
  explicit FullDisk(slots::Journal& disk) : disk_(disk) {}
  void refuse(int appends) { refusals_ = appends; }
  slots::Task<slots::Result<void>> append(std::vector<slots::Record> records) override {
    if (refusals_-- > 0) {
      co_return slots::Error{.code = "STORAGE_FULL", .message = "the journal's disk is full"};
    }
    co_return co_await disk_.append(std::move(records));
  }
  slots::Task<slots::Result<void>> replace(std::vector<slots::Record> records) override {
    return disk_.replace(std::move(records));
  }
  slots::Task<slots::Result<std::vector<slots::Record>>> load() override { return disk_.load(); }

 private:
  slots::Journal& disk_;
  int refusals_ = 0;
};

slots::Env with_journal(slots::Env& env, slots::Journal& journal) {
  return {env.loop,   env.clock, env.random, env.network, env.processes, journal, env.files,
          env.device, env.cards, env.log,    env.metrics, env.signals,   env.role};
}

TEST_F(Book, DoesNotKnowASlotThatTheDiskDidNotTake) {
  live([](slots::Env& env, slots::SlotBook&) -> slots::Task<void> {
    FullDisk disk(env.journal);
    disk.refuse(1);
    slots::Env full = with_journal(env, disk);
    slots::SlotBook book(full, 10);
    auto refused = co_await book.accept(order("key"), 21s);
    EXPECT_EQ(code_of(refused), "STORAGE_FULL");
    EXPECT_FALSE(book.knows("key"));
    EXPECT_EQ(book.size(), 0u);
    auto taken = co_await book.accept(order("key"), 21s);
    EXPECT_TRUE(taken.value().fresh);
  });
}

TEST_F(Book, TriesToSettleUntilTheDiskTakesIt) {
  live([](slots::Env& env, slots::SlotBook&) -> slots::Task<void> {
    FullDisk disk(env.journal);
    slots::Env full = with_journal(env, disk);
    slots::SlotBook book(full, 10);
    auto slot = co_await accepted(book, "key");
    disk.refuse(600);
    co_await book.settle(slot, SlotPhase::done, {});
    EXPECT_EQ(slot->phase, SlotPhase::done);
    EXPECT_GE(env.clock.now(), 600s);
  });
}

TEST_F(Book, FailsASlotThatCannotBeSettledBeforeItMustGiveUp) {
  live([](slots::Env& env, slots::SlotBook&) -> slots::Task<void> {
    FullDisk disk(env.journal);
    slots::Env full = with_journal(env, disk);
    slots::SlotBook book(full, 10);
    auto slot = co_await accepted(book, "key");
    disk.refuse(1 << 30);
    book.give_up_at(env.clock.now() + 10s);
    co_await book.settle(slot, SlotPhase::done, {});
    EXPECT_LE(env.clock.now(), 12s);
    EXPECT_EQ(slot->phase, SlotPhase::failed);
    const auto error = slots::Error::from_json(slot->events.back().fields);
    EXPECT_EQ(error.code.text, "STORAGE_FULL");
    EXPECT_THAT(error.message, HasSubstr("the slot was done, but"));
    EXPECT_EQ(error.correlation_id, slot->correlation_id);
  });
}

}  // namespace
}  // namespace ordeal
