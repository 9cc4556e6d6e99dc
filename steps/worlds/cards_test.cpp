// Several cards: each has a worker, a standby takes over the card of one that is lost, and what comes from an
// older process or dispatch is refused.
#include <cerrno>

#include "pipeline/protocol/worker_settings.hpp"
#include "steps/worlds/scripted_worker.hpp"
#include "steps/worlds/simulated_slot_fixture.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

class Cards : public SimulatedSlot {
 protected:
  static slots::DirectorConfig two_cards() {
    slots::DirectorConfig with = config();
    with.cards = 2;
    return with;
  }
  void start_on_two_cards() {
    start_director(two_cards());
    ASSERT_TRUE(until([&] { return logged("worker_active") == 2; })) << world_.log_text();
  }
  // The card that each dispatch of a slot was on.
  std::vector<std::int64_t> cards_of(const std::string& slot) const {
    std::vector<std::int64_t> cards;
    for (const sim::LogEvent& event : world_.log()) {
      if (event.name == "slot_dispatched" && event.fields.at("slot").as_string() == slot) {
        cards.push_back(event.fields.at("device").to_number<std::int64_t>());
      }
    }
    return cards;
  }
};

TEST_F(Cards, HaveAWorkerEachAndWorkAtTheSameTime) {
  start_on_two_cards();
  const Recorder &a = start_client("a"), &b = start_client("b");
  EXPECT_EQ(ended("a"), 0);
  EXPECT_EQ(ended("b"), 0);
  EXPECT_LT(world_.now(), 25s) << "one after the other they take 32 s";
  EXPECT_NE(cards_of(a.slot), cards_of(b.slot));
  EXPECT_GT(world_.card(0).used_by("worker 1"), 10'000'000u);
  EXPECT_GT(world_.card(1).used_by("worker 2"), 10'000'000u);
  EXPECT_EQ(world_.card(0).used_by("worker 2"), 0u);
}

// Their models lie in one folder, and both fetch them at the same time.
TEST_F(Cards, AreLoadedAtTheSameTimeFromOneFolderThatWasEmpty) {
  for (const auto& [path, contents] : std::exchange(world_.files(), {})) {
    world_.served()["http://models" + path.substr(std::string("/models").size())] = contents;
  }
  slots::DirectorConfig with = two_cards();
  with.models_url = "http://models";
  start_director(with);
  ASSERT_TRUE(until([&] { return logged("worker_active") == 2; })) << world_.log_text();
  EXPECT_EQ(logged("worker_activation_failed"), 0u) << world_.log_text();
}

TEST_F(Cards, OfALostWorkerAreServedByTheStandby) {
  start_on_two_cards();
  world_.signal("worker 2", SIGKILL);
  ASSERT_TRUE(until([&] { return world_.card(1).used_by("worker 3") > 0; }, 5s)) << world_.log_text();
  EXPECT_EQ(world_.card(0).used_by("worker 3"), 0u);
  world_.signal("worker 1", SIGKILL);
  ASSERT_TRUE(until([&] { return logged("worker_active") == 4; }, 10s)) << world_.log_text();
  EXPECT_EQ(world_.card(0).used_by("worker 1") + world_.card(0).used_by("worker 2"), world_.card(0).used());
  EXPECT_GT(world_.card(0).used(), 0u);
}

TEST_F(Cards, ThatFailCostTheirSlotsAMoveAndTheOthersNothing) {
  const auto failing = rules_.add(
      {.at = {.operation = ORDEAL_LAUNCH, .device = 1}, .when = rule::always(), .then = rule::fail(700)});
  ASSERT_TRUE(failing);
  start_on_two_cards();
  std::deque<std::string> names;
  std::vector<const Recorder*> clients;
  for (int n = 0; n < 6; ++n) {
    names.push_back("client " + std::to_string(n));
    clients.push_back(&start_client(names.back(), 600'000));
  }
  for (const std::string& name : names) EXPECT_EQ(ended(name, 600s), 0) << world_.log_text();
  for (const Recorder* client : clients) {
    EXPECT_EQ(cards_of(client->slot).back(), 0) << client->slot;
    EXPECT_LE(cards_of(client->slot).size(), 2u);
  }
  EXPECT_LE(logged("slot_worker_lost"), 6u);
  EXPECT_GE(logged("slot_worker_lost"), 1u);
}

// Its results are sound but for the number of the process, or of the dispatch, that they say they are of.
class StaleWorker : public Cards {
 protected:
  void start_with_results(std::int64_t generation_off, std::int64_t fence_off) {
    world_.set_programs([=](const slots::SpawnRequest& request) {
      const std::int64_t generation = slots::worker_settings(request.settings).value().generation;
      return scripted_worker(request,
                             {.on_run = [=](const slots::RunStage& what) -> std::optional<slots::Message> {
                                slots::StageDone done = done_with_files(what, {});
                                done.generation = generation + generation_off;
                                done.fence += fence_off;
                                return done;
                              },
                              .says_its_generation = false});
    });
    slots::DirectorConfig with = config();
    with.stages.audio.retries = 0;
    start_director(with);
  }
};

TEST_F(StaleWorker, IsHeardWhenItsNumbersAreRight) {
  start_with_results(0, 0);
  start_client();
  EXPECT_EQ(ended("client"), 0) << world_.log_text();
  EXPECT_EQ(logged("stale_message_refused"), 0u);
}

TEST_F(StaleWorker, OfAnotherGenerationIsRefusedAndCounted) {
  start_with_results(-1, 0);
  const Recorder& client = start_client();
  EXPECT_EQ(ended("client"), 124);
  EXPECT_EQ(client.failure->code.text, "STAGE_TIMEOUT");
  EXPECT_GE(logged("stale_message_refused", "director"), 1u);
}

TEST_F(StaleWorker, OfAnOlderDispatchIsRefusedAndCounted) {
  start_with_results(0, -1);
  start_client();
  EXPECT_EQ(ended("client"), 124);
  EXPECT_GE(logged("stale_message_refused", "director"), 1u);
}

// Of five slots of one client and one of another, all accepted while the only worker is busy.
TEST_F(Cards, AreSharedBetweenClients) {
  start_director();
  std::deque<std::string> names;
  const auto submit = [&](const std::string& name, const std::string& who, std::int64_t deadline_ms) {
    Recorder& recorder = recorders_.emplace_back();
    slots::Submit wanted = order(name, deadline_ms);
    wanted.client = who;
    names.push_back(name);
    world_.start(name, client_program({.director = "http://director", .slot = wanted}, recorder));
    EXPECT_TRUE(until([&] { return !recorder.slot.empty(); }));
    return recorder.slot;
  };
  std::vector<std::string> many;
  for (int n = 0; n < 6; ++n) many.push_back(submit("many " + std::to_string(n), "many", 500'000));
  const std::string one = submit("one", "one", 600'000);
  for (const std::string& name : names) EXPECT_EQ(ended(name, 600s), 0);
  std::vector<std::string> order;
  for (const sim::LogEvent& event : world_.log()) {
    if (event.name == "slot_dispatched") order.emplace_back(event.fields.at("slot").as_string());
  }
  ASSERT_EQ(order.size(), 7u);
  EXPECT_LE(std::find(order.begin(), order.end(), one) - order.begin(), 3);
}

TEST_F(Cards, AReportOfACardThatIsNotServedHereChangesNothing) {
  start_on_two_cards();
  world_.report_xid(2, 119);
  start_client("a");
  EXPECT_EQ(ended("a"), 0);
  EXPECT_EQ(logged("card_reported"), 0u);
  EXPECT_EQ(logged("card_withdrawn"), 0u);
}

TEST_F(Cards, AReportWhileAWorkerLoadsItsModelsIsAnsweredOnceItHas) {
  start_director(two_cards());
  ASSERT_TRUE(until([&] { return logged("worker_registered") >= 1; }));
  ASSERT_EQ(logged("worker_active"), 0u);
  world_.report_xid(0, 119);
  ASSERT_TRUE(until([&] { return logged("worker_exited") == 1; })) << world_.log_text();
  EXPECT_EQ(world_.card(0).used(), 0u);
  EXPECT_TRUE(world_.reset_card(0));
  EXPECT_TRUE(until([&] { return world_.card(0).used() > 0; })) << "nobody serves it after the reset";
}

TEST_F(Cards, TwoReportsOfACardWithdrawItAndItsResetRestoresIt) {
  start_on_two_cards();
  world_.report_xid(1, 48);
  world_.report_xid(1, 95);
  ASSERT_TRUE(until([&] { return world_.card(1).used() == 0; }));
  EXPECT_TRUE(world_.reset_card(1));
  ASSERT_TRUE(until([&] { return world_.card(1).used() > 0; }));
  EXPECT_EQ(logged("card_restored"), 1u);
  EXPECT_EQ(logged("worker_exited"), 1u);
}

}  // namespace
}  // namespace ordeal
