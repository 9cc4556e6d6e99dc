#include "pipeline/env/conformance/world_under_test.hpp"

namespace slots::conformance {
namespace {

class NetworkConformance : public Conformance {
 protected:
  // `server` gets the one connection that `client` dials.
  void converse(Peers peers, std::function<Task<void>(Env&, ConnectionPtr)> server,
                std::function<Task<void>(Env&, ConnectionPtr)> client) {
    const std::string address = world->address(peers);
    world->start("director", [&, address](Env& env) -> Task<int> {
      Channel<ConnectionPtr> accepted(env.loop);
      if (!env.network.listen(address, accepted)) co_return 1;
      auto connection = co_await accepted.receive();
      co_await server(env, std::move(*connection));
      co_return 0;
    });
    world->start("peer", [&, address](Env& env) -> Task<int> {
      co_await client(env, co_await dial_patiently(env, address));
      co_return 0;
    });
    const auto codes = world->run();
    EXPECT_EQ(codes.at("director"), 0);
    EXPECT_EQ(codes.at("peer"), 0);
  }
};
INSTANTIATE_TEST_SUITE_P(Worlds, NetworkConformance, ::testing::ValuesIn(worlds_under_test()), name_of);

// The next message as T; reports anything else.
template <class T>
Task<T> expect(ConnectionPtr connection) {
  auto message = co_await connection->incoming.receive();
  if (!message || !std::holds_alternative<T>(*message)) {
    ADD_FAILURE() << (message ? "another message" : "the conversation is closed");
    co_return T{};
  }
  co_return std::get<T>(std::move(*message));
}

Task<void> expect_closed(ConnectionPtr connection) {
  EXPECT_FALSE(co_await connection->incoming.receive());
}

TEST_P(NetworkConformance, CarriesWorkersMessagesInOrderBothWays) {
  converse(
      Peers::workers,
      [](Env&, ConnectionPtr worker) -> Task<void> {
        for (std::int64_t i = 0; i < 100; ++i) {
          worker->send(RunStage{.slot = "s", .run = i});
          EXPECT_EQ((co_await expect<Beat>(worker)).number, i);
        }
      },
      [](Env&, ConnectionPtr director) -> Task<void> {
        for (std::int64_t i = 0; i < 100; ++i) director->send(Beat{.number = i});
        for (std::int64_t i = 0; i < 100; ++i) EXPECT_EQ((co_await expect<RunStage>(director)).run, i);
      });
}

TEST_P(NetworkConformance, DeliversWhatAnEndedProgramHasSentAndThenCloses) {
  converse(
      Peers::workers,
      [](Env&, ConnectionPtr worker) -> Task<void> {
        EXPECT_EQ((co_await expect<StageFailed>(worker)).slot, "last words");
        co_await expect_closed(worker);
        worker->send(ReleaseSlot{});  // nobody hears it, and nothing happens
      },
      [](Env&, ConnectionPtr director) -> Task<void> {
        director->send(StageFailed{.slot = "last words", .fatal = true});
        co_return;
      });
}

TEST_P(NetworkConformance, TellsTheOtherSideThatAConnectionWasClosed) {
  converse(
      Peers::workers,
      [](Env&, ConnectionPtr worker) -> Task<void> {
        worker->close();
        co_await expect_closed(worker);
      },
      [](Env&, ConnectionPtr director) -> Task<void> { co_await expect_closed(director); });
}

TEST_P(NetworkConformance, ClosesAConnectionThatNobodyHolds) {
  converse(
      Peers::workers,
      [](Env& env, ConnectionPtr worker) -> Task<void> {
        worker.reset();
        co_await env.sleep(50ms);
      },
      [](Env&, ConnectionPtr director) -> Task<void> { co_await expect_closed(director); });
}

TEST_P(NetworkConformance, HangsUpOnAFloodThatNobodyReads) {
  constexpr std::int64_t kFlood = 3 * Connection::kUnread;
  converse(
      Peers::workers,
      [](Env& env, ConnectionPtr flooded) -> Task<void> {
        while (!flooded->incoming.closed()) co_await env.sleep(1ms);
        EXPECT_EQ(flooded->incoming.size(), Connection::kUnread)
            << "what came before is still there to be read";
      },
      [](Env&, ConnectionPtr flooder) -> Task<void> {
        for (std::int64_t i = 0; i < kFlood; ++i) flooder->send(Beat{.number = i});
        co_await expect_closed(flooder);
      });
}

TEST_P(NetworkConformance, SaysWhenNobodyListens) {
  for (const auto peers : {Peers::workers, Peers::clients}) {
    const auto address = world->address(peers);
    run_alone([address](Env& env) -> Task<void> {
      const auto nobody = co_await env.network.dial(address);
      EXPECT_FALSE(nobody);
      EXPECT_EQ(nobody.error().code, "NETWORK_TIMEOUT");
      EXPECT_EQ(nobody.error().details.at("cause"), "refused");
    });
  }
}

TEST_P(NetworkConformance, GivesAnAddressToOneListenerOnly) {
  for (const auto peers : {Peers::workers, Peers::clients}) {
    const auto address = world->address(peers);
    run_alone([address](Env& env) -> Task<void> {
      Channel<ConnectionPtr> accepted(env.loop);
      EXPECT_TRUE(env.network.listen(address, accepted));
      const auto second = env.network.listen(address, accepted);
      EXPECT_FALSE(second);
      EXPECT_EQ(second.error().code, "CONFLICT");
      co_return;
    });
  }
}

TEST_P(NetworkConformance, AnswersAClient) {
  converse(
      Peers::clients,
      [](Env&, ConnectionPtr client) -> Task<void> {
        const auto submit = co_await expect<Submit>(client);
        EXPECT_EQ(submit.prompt, "a red cube");
        EXPECT_EQ(submit.deadline_ms, 21000);
        client->send(Accepted{.slot = "s1", .correlation_id = submit.idempotency_key, .deadline_ms = 21000});
      },
      [](Env&, ConnectionPtr director) -> Task<void> {
        director->send(Submit{"key", "a red cube", "words", 21000, 7});
        const auto accepted = co_await expect<Accepted>(director);
        EXPECT_EQ(accepted.slot, "s1");
        EXPECT_EQ(accepted.correlation_id, "key");
        co_await expect_closed(director);
      });
}

TEST_P(NetworkConformance, CarriesAFailureToAClient) {
  converse(
      Peers::clients,
      [](Env&, ConnectionPtr client) -> Task<void> {
        co_await expect<Cancel>(client);
        client->send(Failure{{.code = "NOT_FOUND", .message = "no slot s1", .details = {{"slot", "s1"}}}});
      },
      [](Env&, ConnectionPtr director) -> Task<void> {
        director->send(Cancel{"s1"});
        const auto failure = co_await expect<Failure>(director);
        EXPECT_EQ(failure.error.code, "NOT_FOUND");
        EXPECT_EQ(failure.error.details.at("slot"), "s1");
      });
}

TEST_P(NetworkConformance, StreamsEventsToAClientUntilTheLast) {
  converse(
      Peers::clients,
      [](Env& env, ConnectionPtr client) -> Task<void> {
        EXPECT_EQ((co_await expect<Watch>(client)).after, 2);
        for (std::int64_t i = 3; i <= 10; ++i) {
          client->send(SlotEvent{.sequence = i, .slot = "s1", .type = i == 10 ? "done" : "progress"});
          co_await env.sleep(1ms);
        }
        client->close();
      },
      [](Env&, ConnectionPtr director) -> Task<void> {
        director->send(Watch{"s1", 2});
        for (std::int64_t i = 3; i <= 10; ++i) EXPECT_EQ((co_await expect<SlotEvent>(director)).sequence, i);
        co_await expect_closed(director);
      });
}

// Whatever is not sent in such a call cannot be struck: a rule for "send 3 of worker 1" would miss it.
TEST_P(NetworkConformance, NamesEachSendByWhatItIsAbout) {
  converse(
      Peers::workers,
      [](Env&, ConnectionPtr worker) -> Task<void> {
        worker->send(RunStage{.slot = "s1", .stage = Stage::video});
        co_await expect<Beat>(worker);
        co_await expect<StageDone>(worker);
      },
      [](Env&, ConnectionPtr director) -> Task<void> {
        director->send(Beat{.number = 1});
        co_await expect<RunStage>(director);
        director->send(StageDone{.slot = "s1", .stage = Stage::clip});
      });
  const auto of_workers = world->calls();
  EXPECT_EQ(of_workers.at("network.send Beat"), 1u);
  EXPECT_EQ(of_workers.at("network.send RunStage of the video stage"), 1u);
  EXPECT_EQ(of_workers.at("network.send StageDone of the clip stage"), 1u);
}

TEST_P(NetworkConformance, NamesRequestsAnswersAndEventsToo) {
  converse(
      Peers::clients,
      [](Env&, ConnectionPtr client) -> Task<void> {
        co_await expect<Watch>(client);
        client->send(SlotEvent{.sequence = 1, .slot = "s1", .type = "accepted"});
        client->send(SlotEvent{.sequence = 2, .slot = "s1", .type = "done"});
        client->close();
      },
      [](Env&, ConnectionPtr director) -> Task<void> {
        director->send(Watch{"s1"});
        co_await expect<SlotEvent>(director);
        co_await expect<SlotEvent>(director);
        co_await expect_closed(director);
      });
  const auto of_clients = world->calls();
  EXPECT_EQ(of_clients.at("network.send Watch"), 1u);
  EXPECT_EQ(of_clients.at("network.send SlotEvent accepted"), 1u);
  EXPECT_EQ(of_clients.at("network.send SlotEvent done"), 1u);
}

TEST_P(NetworkConformance, TellsADirectorThatItsClientHasGone) {
  converse(
      Peers::clients,
      [](Env&, ConnectionPtr client) -> Task<void> {
        co_await expect<Watch>(client);
        client->send(SlotEvent{.sequence = 1, .slot = "s1", .type = "accepted"});
        co_await expect_closed(client);
      },
      [](Env&, ConnectionPtr director) -> Task<void> {
        director->send(Watch{"s1"});
        co_await expect<SlotEvent>(director);
      });
}

}  // namespace
}  // namespace slots::conformance
