#include <gmock/gmock.h>
#include <sys/resource.h>

#include "pipeline/real/http/http_server_fixture.hpp"

namespace slots {
namespace {

using ::testing::AllOf;
using testing::Folder;
using testing::get;
using ::testing::HasSubstr;
using testing::hear_all;
using testing::hear_until;
using testing::in_world;
using testing::no_content;
using ::testing::Not;
using testing::post;
using testing::raw_client;
using testing::say;
using testing::serve;
using ::testing::StartsWith;
using testing::wait_until;

TEST(HttpServer, TurnsARequestIntoAMessageAndTheReplyIntoAResponse) {
  serve(
      [](Env&, ConnectionPtr connection, Message message) -> Task<void> {
        connection->send(
            Accepted{.slot = std::get<Submit>(message).idempotency_key, .correlation_id = "c-1"});
        co_return;
      },
      [](int port) {
        const auto text = post(port, R"({"prompt":"p","script":"s"})", "Idempotency-Key: key-9\r\n");
        EXPECT_THAT(text, StartsWith("HTTP/1.1 202 Accepted\r\n"));
        EXPECT_THAT(text, HasSubstr("Location: /v1/slots/key-9\r\n"));
        EXPECT_THAT(text, HasSubstr("\"correlation_id\":\"c-1\""));
      });
}

TEST(HttpServer, AnswersSeveralRequestsOfOneClient) {
  serve(no_content, [](int port) {
    const auto socket = raw_client(port);
    for (int i = 0; i < 3; ++i) {
      say(socket, "DELETE /v1/slots/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
      EXPECT_THAT(hear_until(socket, "\r\n\r\n"), AllOf(StartsWith("HTTP/1.1 204"), HasSubstr("keep-alive")));
    }
    say(socket,
        "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\nDELETE /v1/slots/x HTTP/1.1\r\nHost: "
        "localhost\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(hear_all(socket), AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("HTTP/1.1 204")));
  });
}

TEST(HttpServer, WaitsForTheBodyThatAClientAsksLeaveToSend) {
  serve(no_content, [](int port) {
    const auto socket = raw_client(port);
    say(socket,
        "POST /v1/slots HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: "
        "100-continue\r\nContent-Length: 26\r\nConnection: "
        "close\r\n\r\n");
    EXPECT_THAT(hear_until(socket, "\r\n\r\n"), StartsWith("HTTP/1.1 100"));
    say(socket, R"({"prompt":"p","script":""})");
    EXPECT_THAT(hear_all(socket), StartsWith("HTTP/1.1 204"));
  });
}

TEST(HttpServer, RefusesWhatIsTooLarge) {
  serve(no_content, [](int port) {
    EXPECT_THAT(post(port, std::string((1 << 20) + 1, ' ')),
                AllOf(StartsWith("HTTP/1.1 413"), HasSubstr("PAYLOAD_TOO_LARGE"), HasSubstr("1048576")));
    EXPECT_THAT(get(port, "/healthz", "X: " + std::string(17 << 10, 'x') + "\r\n"),
                AllOf(StartsWith("HTTP/1.1 413"), HasSubstr("16384")));
    const auto fits = post(port, "{\"prompt\":\"p\",\"script\":\"" + std::string(1'000'000, 'x') + "\"}");
    EXPECT_THAT(fits, StartsWith("HTTP/1.1 204"));
  });
}

TEST(HttpServer, SurvivesClientsThatSendRubbish) {
  serve(no_content, [](int port) {
    for (const std::string text :
         {"\x16\x03\x01\x02", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\r\n\r\n\r\n\r\n",
          "POST /v1/slots HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
          "POST /v1/slots HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
      const auto socket = raw_client(port);
      say(socket, text);
      ::shutdown(socket.get(), SHUT_WR);
      EXPECT_THAT(hear_all(socket), Not(HasSubstr("HTTP/1.1 2"))) << text;
    }
    const auto half = raw_client(port);
    say(half, "POST /v1/slots HTTP/1.1\r\nContent-Length: 100\r\n\r\n{");
    EXPECT_THAT(post(port, R"({"prompt":"p","script":""})"), StartsWith("HTTP/1.1 204")) << "it still serves";
  });
}

TEST(HttpServer, StreamsEventsUntilTheDirectorCloses) {
  serve(
      [](Env& env, ConnectionPtr connection, Message message) -> Task<void> {
        const auto watch = std::get<Watch>(message);
        for (auto number = watch.after + 1; number <= 3; ++number) {
          connection->send(
              SlotEvent{.sequence = number, .slot = watch.slot, .type = number == 3 ? "done" : "progress"});
          co_await env.sleep(1ms);
        }
        connection->close();
      },
      [](int port) {
        const auto text = get(port, "/v1/slots/x/events", "Last-Event-ID: 1\r\n");
        EXPECT_THAT(text, HasSubstr("Content-Type: text/event-stream\r\n"));
        EXPECT_THAT(text, AllOf(Not(HasSubstr("id: 1\n")), HasSubstr("id: 2\nevent: progress\ndata: {"),
                                HasSubstr("id: 3\nevent: done\n")));
        EXPECT_THAT(get(port, "/v1/slots/x/events", "Last-Event-ID: 3\r\n"),
                    AllOf(StartsWith("HTTP/1.1 200"), Not(HasSubstr("id:"))));
      });
}

TEST(HttpServer, SaysFromTimeToTimeThatAQuietStreamIsAlive) {
  serve(
      [](Env&, ConnectionPtr connection, Message) -> Task<void> {
        connection->send(SlotEvent{.sequence = 1, .type = "accepted"});
        EXPECT_FALSE(co_await connection->incoming.receive());
      },
      [](int port) {
        const auto watching = raw_client(port);
        say(watching, "GET /v1/slots/x/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_THAT(hear_until(watching, ": keep-alive\n\n"), HasSubstr("event: accepted\n"));
        EXPECT_EQ(hear_until(watching, "\n\n"), ": keep-alive\n\n") << "again and again";
      },
      {.time_scale = 0.005});
}

TEST(HttpServer, TakesNoRequestOfAPageFromElsewhere) {
  serve(no_content, [](int port) {
    const auto told = [&](const std::string& header, const std::string& body = "") {
      const auto socket = raw_client(port);
      say(socket, header + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
      ::shutdown(socket.get(), SHUT_WR);
      return hear_all(socket);
    };
    const std::string body = R"({"prompt":"p","script":"s"})", post = "POST /v1/slots HTTP/1.1\r\n",
                      json = "Content-Type: application/json\r\n", host = "Host: localhost\r\n";
    EXPECT_THAT(told(post + host + json, body), StartsWith("HTTP/1.1 204"))
        << "so that the others mean something";
    EXPECT_THAT(told(post + "Host: evil.example\r\n" + json, body),
                AllOf(StartsWith("HTTP/1.1 403"), HasSubstr("FORBIDDEN"), HasSubstr("Connection: close")));
    EXPECT_THAT(told(post + host + host + json, body), StartsWith("HTTP/1.1 403"));
    EXPECT_THAT(told(post + host + json + "Origin: http://evil.example\r\n", body),
                StartsWith("HTTP/1.1 403"));
    EXPECT_THAT(told(post + host + "Content-Type: text/plain\r\n", body),
                AllOf(StartsWith("HTTP/1.1 415"), HasSubstr("UNSUPPORTED_MEDIA_TYPE")));
    EXPECT_THAT(told("DELETE /v1/slots/x HTTP/1.1\r\n"), StartsWith("HTTP/1.1 400")) << "no Host";
    EXPECT_THAT(told("DELETE /v1/slots/x HTTP/1.0\r\n"), StartsWith("HTTP/1.1 204")) << "1.0 has none";
    EXPECT_THAT(told("GET /healthz HTTP/1.1\r\nHost: evil.example\r\n"), StartsWith("HTTP/1.1 403"));
  });
}

TEST(HttpServer, AnswersAWatchOfNothingWithAnError) {
  serve(
      [](Env&, ConnectionPtr connection, Message) -> Task<void> {
        connection->send(Failure{{.code = "NOT_FOUND", .message = "no slot x"}});
        co_return;
      },
      [](int port) { EXPECT_THAT(get(port, "/v1/slots/x/events"), StartsWith("HTTP/1.1 404")); });
}

TEST(HttpServer, TellsTheDirectorThatAClientHasVanished) {
  auto noticed = std::make_shared<std::atomic<int>>(0);
  serve(
      [noticed](Env&, ConnectionPtr connection, Message message) -> Task<void> {
        if (std::holds_alternative<Watch>(message))
          connection->send(SlotEvent{.sequence = 1, .type = "accepted"});
        EXPECT_FALSE(co_await connection->incoming.receive());
        ++*noticed;
      },
      [noticed](int port) {
        {
          const auto waiting = raw_client(port), watching = raw_client(port);
          say(waiting, "GET /v1/slots/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
          say(watching, "GET /v1/slots/x/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
          hear_until(watching, "\n\n");
        }
        wait_until([&] { return *noticed == 2; });
      });
}

TEST(HttpServer, CutsOffAClientThatReadsEventsTooSlowly) {
  const Folder folder;
  auto noticed = std::make_shared<std::atomic<bool>>(false);
  serve(
      [noticed](Env&, ConnectionPtr connection, Message) -> Task<void> {
        const SlotEvent event{.type = "progress", .fields = {{"padding", std::string(10'000, 'x')}}};
        for (int i = 0; i < 2000 && !connection->incoming.closed(); ++i) connection->send(event);
        EXPECT_FALSE(co_await connection->incoming.receive());
        *noticed = true;
      },
      [noticed](int port) {
        const auto socket = raw_client(port);
        say(socket, "GET /v1/slots/x/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        wait_until([&] { return noticed->load(); });
        EXPECT_LT(hear_all(socket).size(), 20'000'000);
      },
      {.log_file = folder / "log"});
  EXPECT_THAT(testing::contents_of(folder / "log"), HasSubstr("\"client_cut_off\""));
}

TEST(HttpServer, ServesFiles) {
  const Folder folder;
  std::string contents(3'000'000, '\0');
  for (std::size_t i = 0; i < contents.size(); ++i) contents[i] = static_cast<char>(i * 2654435761U >> 24);
  std::ofstream(folder / "voice.wav") << contents;
  serve(
      [&](Env&, ConnectionPtr connection, Message message) -> Task<void> {
        connection->send(FileReply{.path = folder / std::get<GetFile>(message).name});
        co_return;
      },
      [&](int port) {
        const auto text = get(port, "/v1/slots/x/files/voice.wav");
        EXPECT_THAT(text.substr(0, 300),
                    AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Content-Type: audio/wav\r\n"),
                          HasSubstr("Content-Length: 3000000\r\n")));
        EXPECT_TRUE(text.ends_with("\r\n\r\n" + contents));
        std::filesystem::create_directory(folder / "inner");
        EXPECT_THAT(get(port, "/v1/slots/x/files/inner"), StartsWith("HTTP/1.1 500"));
        EXPECT_THAT(get(port, "/v1/slots/x/files/absent"),
                    AllOf(StartsWith("HTTP/1.1 404"), Not(HasSubstr(folder.path()))));
      });
}

TEST(HttpServer, AnswersForADirectorThatDoesNot) {
  serve([](Env&, ConnectionPtr, Message) -> Task<void> { co_return; },
        [](int port) {
          EXPECT_THAT(get(port, "/healthz"), AllOf(StartsWith("HTTP/1.1 500"), HasSubstr("INTERNAL")));
        });
}

TEST(HttpServer, HoldsAThousandClientsAtOnceAndLeaksNoDescriptor) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 8192);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < 2100) GTEST_SKIP() << "only " << limit.rlim_cur << " descriptors are allowed";
  const auto before = testing::open_descriptors();
  auto waiting = std::make_shared<std::atomic<int>>(0);
  serve(
      [waiting](Env& env, ConnectionPtr connection, Message) -> Task<void> {
        ++*waiting;
        while (*waiting < 1000) co_await env.sleep(1ms);
        connection->send(Health{"ok"});
      },
      [](int port) {
        std::vector<Descriptor> clients;
        for (int i = 0; i < 1000; ++i) {
          clients.push_back(raw_client(port));
          say(clients.back(), "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        }
        int good = 0;
        for (const auto& client : clients) good += hear_all(client).starts_with("HTTP/1.1 200");
        EXPECT_EQ(good, 1000);
      });
  EXPECT_EQ(testing::open_descriptors(), before);
}

TEST(HttpServer, ListensOnlyWhereItMay) {
  in_world([](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    for (const char* beyond :
         {"http://0.0.0.0:0", "http://[::]:0", "http://192.0.2.1:0", "http://models:0"}) {
      const auto listening = env.network.listen(beyond, accepted);
      EXPECT_THAT(listening.error().message, HasSubstr("only loopback addresses")) << beyond;
    }
    const auto taken = testing::raw_listener();
    const auto listening =
        env.network.listen("http://127.0.0.1:" + std::to_string(testing::port_of(taken)), accepted);
    EXPECT_EQ(listening.error().code, "CONFLICT");
    EXPECT_THAT(listening.error().message, HasSubstr("Address already in use"));
    co_return;
  });
}

TEST(HttpServer, SendsTheLastReplyAfterItsProgramHasReturned) {
  const int port = testing::free_port();
  std::string heard;
  std::thread client;
  RealWorld world({});
  world.run([&](Env& env) -> Task<int> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen("http://127.0.0.1:" + std::to_string(port), accepted));
    client = std::thread([&] { heard = get(port, "/healthz"); });
    auto connection = co_await accepted.receive();
    (*connection)->send(Health{"draining"});
    co_return 0;
  });
  client.join();
  EXPECT_THAT(heard, HasSubstr("\"status\":\"draining\""));
}

}  // namespace
}  // namespace slots
