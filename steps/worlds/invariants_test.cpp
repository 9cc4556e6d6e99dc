// Each invariant, broken by messages, records and cards that no program of ours makes.
#include "steps/worlds/invariants.hpp"

#include <gtest/gtest.h>

namespace ordeal {
namespace {

using testing::Test;

class InvariantsTest : public Test {
 protected:
  void send(const std::string& from, const std::string& to, slots::Message message) {
    invariants_.sent({from, to, 1, message});
  }
  void journal(std::vector<slots::Record> records) {
    records_.insert(records_.end(), records.begin(), records.end());
    invariants_.journalled("director", records_);
  }
  static slots::Record accepted(const std::string& slot) {
    return {.slot = slot, .kind = "accepted", .body = {}};
  }
  static slots::Record settled(const std::string& slot, const char* phase) {
    return {.slot = slot, .kind = "settled", .body = {{"phase", phase}}};
  }
  void tell(std::int64_t sequence, const std::string& type, boost::json::object fields = {}) {
    send("director", "client 1",
         slots::SlotEvent{.sequence = sequence, .slot = "a", .type = type, .fields = std::move(fields)});
  }
  void activate(const std::string& worker) { send(worker, "director", slots::Activated{.generation = 1}); }
  void run(const std::string& worker, const std::string& slot, slots::Stage stage, std::int64_t fence) {
    send("director", worker, slots::RunStage{.slot = slot, .stage = stage, .run = ++runs_, .fence = fence});
  }
  // The run that was asked for last.
  void complete(const std::string& worker, const std::string& slot, slots::Stage stage, std::int64_t fence) {
    send(worker, "director", slots::StageDone{.slot = slot, .stage = stage, .run = runs_, .fence = fence});
  }
  void start(const std::string& role) {
    world_.start(role, [](slots::Env& env) -> slots::Task<int> {
      co_await env.sleep(std::chrono::hours(1));
      co_return 0;
    });
  }
  std::string broken() const {
    const std::string& text = invariants_.broken();
    return text.substr(std::min(text.size(), text.find(": ") == std::string::npos ? 0 : text.find(": ") + 2));
  }

  sim::World world_{{}, rule::RuleBlock::in_memory().value()};
  Invariants invariants_{world_};
  std::vector<slots::Record> records_;
  std::int64_t runs_ = 0;
};

TEST_F(InvariantsTest, AnAcceptedSlotIsInTheJournal) {
  journal({accepted("a")});
  send("director", "client 1", slots::Accepted{.slot = "a"});
  EXPECT_EQ(broken(), "");
  send("director", "client 1", slots::Accepted{.slot = "b"});
  EXPECT_EQ(broken(), "client 1 was told that b is accepted, and the journal does not have it");
}

TEST_F(InvariantsTest, AnEndThatIsToldIsInTheJournal) {
  journal({accepted("a")});
  tell(1, "done");
  EXPECT_EQ(broken(), "a was told to be done; in the journal it is not over");
}

TEST_F(InvariantsTest, TheEndThatIsToldIsTheJournals) {
  journal({accepted("a"), settled("a", "failed")});
  send("director", "client 1", slots::SlotState{.slot = "a", .state = "done"});
  EXPECT_EQ(broken(), "a was told to be done; in the journal it is failed");
}

TEST_F(InvariantsTest, ASlotMayBeGivenUpWithTheJournalsError) {
  journal({accepted("a")});
  tell(1, "failed", slots::Error{.code = "STORAGE_FULL"}.to_json());
  EXPECT_EQ(broken(), "");
}

TEST_F(InvariantsTest, ASlotEndsOnce) {
  journal({accepted("a"), settled("a", "done"), settled("a", "failed")});
  EXPECT_EQ(broken(), "the journal ends a twice: done, failed");
}

TEST_F(InvariantsTest, ASlotIsAcceptedOnceAndBeforeItEnds) {
  journal({settled("a", "done")});
  EXPECT_EQ(broken(), "the journal ends a, which it does not know");
}

TEST_F(InvariantsTest, NothingIsToldBehindTheEnd) {
  journal({accepted("a"), settled("a", "done")});
  tell(1, "progress");
  tell(2, "done");
  EXPECT_EQ(broken(), "");
  tell(3, "progress");
  EXPECT_EQ(broken(), "client 1 was told 'progress' of a behind its end");
}

TEST_F(InvariantsTest, EventsComeInTheirOrder) {
  tell(2, "progress");
  tell(2, "progress");
  EXPECT_EQ(broken(), "client 1 was told event 2 of a behind event 2");
}

TEST_F(InvariantsTest, OnlyWhoHasItsModelsIsAsked) {
  run("worker 1", "a", slots::Stage::audio, 1);
  EXPECT_EQ(broken(),
            "worker 1 is asked for the audio stage of a, and has not said that its models are loaded");
}

TEST_F(InvariantsTest, AFenceIsOfOneSlot) {
  activate("worker 1");
  run("worker 1", "a", slots::Stage::audio, 1);
  complete("worker 1", "a", slots::Stage::audio, 1);
  run("worker 1", "b", slots::Stage::audio, 1);
  EXPECT_EQ(broken(), "worker 1 is asked for the audio stage of b with fence 1, which is a's on worker 1");
}

TEST_F(InvariantsTest, FencesRise) {
  activate("worker 1");
  run("worker 1", "a", slots::Stage::audio, 2);
  complete("worker 1", "a", slots::Stage::audio, 2);
  run("worker 1", "b", slots::Stage::audio, 1);
  EXPECT_EQ(broken(), "worker 1 is asked for the audio stage of b with fence 1, after fence 2");
}

TEST_F(InvariantsTest, AWorkerHasOneSlotAtATime) {
  activate("worker 1");
  run("worker 1", "a", slots::Stage::audio, 1);
  run("worker 1", "b", slots::Stage::image, 2);
  EXPECT_EQ(broken(), "worker 1 is asked for the image stage of b while it runs audio of a");
}

TEST_F(InvariantsTest, ASlotHasOneWorkerThatLives) {
  for (const char* worker : {"worker 1", "worker 2"}) {
    start(worker);
    activate(worker);
  }
  run("worker 1", "a", slots::Stage::audio, 1);
  run("worker 2", "a", slots::Stage::audio, 2);
  EXPECT_EQ(broken(), "worker 2 is asked for the audio stage of a while worker 1 runs its audio stage");
}

TEST_F(InvariantsTest, ASlotMovesWhenItsWorkerHasEnded) {
  start("worker 1");
  activate("worker 1");
  activate("worker 2");
  run("worker 1", "a", slots::Stage::audio, 1);
  world_.signal("worker 1", 9);
  run("worker 2", "a", slots::Stage::audio, 2);
  EXPECT_EQ(broken(), "");
}

TEST_F(InvariantsTest, StagesFollowEachOther) {
  activate("worker 1");
  run("worker 1", "a", slots::Stage::audio, 1);
  complete("worker 1", "a", slots::Stage::audio, 1);
  run("worker 1", "a", slots::Stage::image, 1);
  run("worker 1", "a", slots::Stage::video, 1);
  EXPECT_EQ(broken(), "worker 1 is asked for the video stage of a before audio and image are complete");
}

TEST_F(InvariantsTest, ClipFollowsVideo) {
  activate("worker 1");
  run("worker 1", "a", slots::Stage::clip, 1);
  EXPECT_EQ(broken(), "worker 1 is asked for the clip stage of a before video has begun");
}

TEST_F(InvariantsTest, AStageRunsOnceAtATime) {
  activate("worker 1");
  run("worker 1", "a", slots::Stage::audio, 1);
  run("worker 1", "a", slots::Stage::audio, 1);
  EXPECT_EQ(broken(), "worker 1 is asked for the audio stage of a while it runs that stage");
}

TEST_F(InvariantsTest, NobodyWhoDoesNotRunHoldsMemory) {
  world_.card(0).take("worker 9", 5);
  invariants_.stepped();
  EXPECT_EQ(broken(), "worker 9 does not run, and holds 5 bytes of card 0");
}

TEST_F(InvariantsTest, SaysWhen) {
  world_.run_until([] { return false; }, std::chrono::milliseconds(1500));
  world_.card(1).take("worker 9", 5);
  invariants_.stepped();
  EXPECT_EQ(invariants_.broken().substr(0, 14), "at 1.500000 s:");
}

}  // namespace
}  // namespace ordeal
