#include <gmock/gmock.h>
#include <sched.h>
#include <sys/wait.h>

#include <boost/json/serialize.hpp>
#include <thread>

#include "pipeline/real/http/raw_tcp.hpp"
#include "pipeline/real/test_world.hpp"

namespace slots {
namespace {

using testing::Folder;
using ::testing::HasSubstr;
using testing::hear_until;
using testing::in_world;
using testing::say;

// A server that hears one request's header and says `text`; then it closes.
class OneAnswer {
 public:
  explicit OneAnswer(std::string text)
      : listener_(testing::raw_listener()), thread_([this, text = std::move(text)] {
          const Descriptor client(::accept(listener_.get(), nullptr, nullptr));
          heard = hear_until(client, "\r\n\r\n");
          say(client, text);
        }) {}
  ~OneAnswer() { thread_.join(); }
  std::string address() const { return "http://127.0.0.1:" + std::to_string(testing::port_of(listener_)); }
  std::string heard;

 private:
  Descriptor listener_;
  std::thread thread_;
};

std::string with_length(int status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

Task<std::optional<Message>> ask(Env& env, std::string address, Message message) {
  auto connection = co_await env.network.dial(address);
  if (!connection) {
    ADD_FAILURE() << connection.error().message;
    co_return std::nullopt;
  }
  (*connection)->send(std::move(message));
  co_return co_await (*connection)->incoming.receive();
}

TEST(HttpClient, AsksADirectorAndFollowsASlot) {
  in_world([](Env& env) -> Task<void> {
    const std::string address = "http://127.0.0.1:" + std::to_string(testing::free_port());
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen(address, accepted));
    Nursery nursery(env.loop);
    const auto director = [&]() -> Task<void> {
      auto submission = co_await accepted.receive();
      const auto submit = std::get<Submit>(*co_await (*submission)->incoming.receive());
      (*submission)->send(Accepted{.slot = submit.idempotency_key, .position = 2});
      auto watching = co_await accepted.receive();
      for (std::int64_t i = 1; i <= 100; ++i) {
        (*watching)->send(SlotEvent{.sequence = i, .slot = "k", .type = i == 100 ? "done" : "progress"});
      }
      (*watching)->close();
      auto ending = co_await accepted.receive();
      (*ending)->send(NoContent{});
    };
    nursery.spawn(director());
    const auto answer =
        co_await ask(env, address, Submit{.idempotency_key = "k", .prompt = "p", .script = "s"});
    EXPECT_EQ(std::get<Accepted>(*answer).slot, "k");
    EXPECT_EQ(std::get<Accepted>(*answer).position, 2);
    auto watch = (co_await env.network.dial(address)).value();
    watch->send(Watch{.slot = "k"});
    for (std::int64_t i = 1; i <= 100; ++i) {
      EXPECT_EQ(std::get<SlotEvent>(*co_await watch->incoming.receive()).sequence, i);
    }
    EXPECT_FALSE(co_await watch->incoming.receive());
    EXPECT_TRUE(std::holds_alternative<NoContent>(*co_await ask(env, address, Cancel{"k"})));
    co_await nursery.join();
  });
}

TEST(HttpClient, SaysHowADirectorCannotBeReached) {
  in_world([](Env& env) -> Task<void> {
    const auto refused =
        co_await env.network.dial("http://127.0.0.1:" + std::to_string(testing::free_port()));
    EXPECT_EQ(refused.error().code, "NETWORK_TIMEOUT");
    EXPECT_EQ(refused.error().details.at("cause"), "refused");
    EXPECT_THAT(refused.error().message, HasSubstr("refuses connections"));
    const auto unresolved = co_await env.network.dial("http://no-such-host.invalid:80");
    EXPECT_EQ(unresolved.error().details.at("cause"), "unresolved");
    EXPECT_THAT(unresolved.error().message, HasSubstr("no-such-host.invalid is not resolved"));
  });
}

// Nobody takes its connections, and nobody refuses them: its queue is full.
class BlackHole {
 public:
  BlackHole() : listener_(testing::raw_listener()) {
    ::listen(listener_.get(), 0);
    for (int n = 0; n < 4; ++n) {
      Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      const auto address = testing::loopback(testing::port_of(listener_));
      // "In progress" is what it must answer at last.
      [[maybe_unused]] const int begun =
          ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
      in_the_queue_.push_back(std::move(socket));
    }
  }
  std::string address() const { return "http://127.0.0.1:" + std::to_string(testing::port_of(listener_)); }

 private:
  Descriptor listener_;
  std::vector<Descriptor> in_the_queue_;
};

TEST(HttpClient, DoesNotWaitForEverForADirectorThatNeitherTakesNorRefusesIt) {
  const BlackHole director;
  in_world({.time_scale = 0.01}, [&](Env& env) -> Task<void> {
    const auto before = testing::open_descriptors();
    const auto nothing = co_await env.network.dial(director.address());
    EXPECT_EQ(nothing.error().code, "NETWORK_TIMEOUT");
    EXPECT_EQ(nothing.error().details.at("cause"), "no_answer");
    EXPECT_THAT(nothing.error().message, HasSubstr("did not answer within 20000 ms"))
        << "5 s, or the shortest window of this clock: 200 ms on the wall";
    co_await env.sleep(1s);
    EXPECT_EQ(testing::open_descriptors(), before) << "the connection is not kept open";
  });
}

TEST(HttpClient, TellsAnUnreachableDirectorFromOneThatIsNotThere) {
  const pid_t inside = ::fork();  // in a network without routes
  if (inside == 0) {
    if (::unshare(CLONE_NEWNET) != 0) ::_exit(77);
    std::string code, cause;
    in_world([&](Env& env) -> Task<void> {
      const auto unreachable =
          co_await env.network.dial("http://192.0.2.1:80");  // RFC 5737: for documentation
      code = unreachable.error().code.text;
      cause = unreachable.error().details.at("cause").as_string();
    });
    ::_exit(code == "NETWORK_PARTITION" && cause == "unreachable" ? 0 : 1);
  }
  int status = 0;
  ::waitpid(inside, &status, 0);
  if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "this machine refuses network namespaces";
  EXPECT_EQ(status, 0);
}

TEST(HttpClient, ClosesWithoutAWordWhenTheDirectorIsLost) {
  for (const char* text :
       {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"slot\"", "HTTP/1.1 2", "rubbish\r\n\r\n"}) {
    const OneAnswer server(text);
    in_world([&](Env& env) -> Task<void> {
      EXPECT_FALSE(co_await ask(env, server.address(), GetSlot{"x"})) << text;
    });
  }
}

TEST(HttpClient, TakesAnswersOfStrangersForFailures) {
  for (const auto& text : {with_length(502, "<html>"), with_length(200, "{}"), with_length(204, "")}) {
    const OneAnswer server(text);
    in_world([&](Env& env) -> Task<void> {
      const auto answer = co_await ask(env, server.address(), GetSlot{"x"});
      EXPECT_EQ(std::get<Failure>(*answer).error.code, "INTERNAL");
    });
  }
  const OneAnswer events("HTTP/1.1 200 OK\r\n\r\ndata: rubbish\n\n");
  in_world([&](Env& env) -> Task<void> {
    const auto answer = co_await ask(env, events.address(), Watch{"x"});
    EXPECT_TRUE(std::holds_alternative<Failure>(*answer));
  });
}

TEST(HttpClient, KeepsTheDirectorsError) {
  const Error full{.code = "QUEUE_FULL", .message = "8 slots wait", .details = {{"retry_after", 3}}};
  const OneAnswer server(with_length(503, boost::json::serialize(full.to_json())));
  in_world([&](Env& env) -> Task<void> {
    const auto answer = co_await ask(env, server.address(), Submit{});
    EXPECT_EQ(std::get<Failure>(*answer).error.code, "QUEUE_FULL");
    EXPECT_EQ(std::get<Failure>(*answer).error.details.at("retry_after").as_int64(), 3);
  });
}

TEST(HttpClient, CarriesOneRequestAConnection) {
  const OneAnswer server(with_length(200, R"({"status":"ok"})"));
  in_world([&](Env& env) -> Task<void> {
    auto connection = (co_await env.network.dial(server.address())).value();
    connection->send(GetHealth{});
    connection->send(GetHealth{});
    EXPECT_TRUE(std::holds_alternative<Failure>(*co_await connection->incoming.receive()));
    EXPECT_TRUE(std::holds_alternative<Health>(*co_await connection->incoming.receive()));
  });
}

Task<Result<std::int64_t>> fetch(Env& env, std::string url, std::string file, std::int64_t limit = 0) {
  return env.network.fetch({.url = url, .file = file, .limit_bytes = limit});
}

TEST(HttpFetch, WritesABodyToAFile) {
  const Folder folder;
  const std::string body(3'000'000, 'm');
  for (const auto& text :
       {with_length(200, body), "HTTP/1.1 200 OK\r\n\r\n" + body,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2dc6c0\r\n" + body + "\r\n0\r\n\r\n"}) {
    OneAnswer server(text);
    in_world([&](Env& env) -> Task<void> {
      const auto size =
          co_await fetch(env, server.address() + "/models/image.pt", folder / "part", 3'000'000);
      EXPECT_EQ(size.value(), 3'000'000);
    });
    EXPECT_EQ(testing::contents_of(folder / "part"), body);
    EXPECT_THAT(server.heard, HasSubstr("GET /models/image.pt HTTP/1.1\r\n"));
    std::filesystem::remove(folder / "part");
  }
}

TEST(HttpFetch, AcceptsAnEmptyBody) {
  const Folder folder;
  const OneAnswer server(with_length(200, ""));
  in_world([&](Env& env) -> Task<void> {
    EXPECT_EQ((co_await fetch(env, server.address(), folder / "part")).value(), 0);
  });
  EXPECT_TRUE(std::filesystem::exists(folder / "part"));
}

struct Spoilt {
  const char* name;
  std::string text;
  std::string message;
};

TEST(HttpFetch, SaysHowADownloadFailedAndLeavesNoFile) {
  const Folder folder;
  const std::string body(1'000'000, 'm');
  const std::vector<Spoilt> cases = {
      {"missing", with_length(404, "no such model"), "the server answered 404 for image.pt"},
      {"moved", "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", "answered 302"},
      {"truncated", with_length(200, body).substr(0, 500'000), "of 1000000 bytes"},
      {"announced too long", with_length(200, body + "x"), "has 1000001 bytes or more; at most 1000000"},
      {"too long without announcement", "HTTP/1.1 200 OK\r\n\r\n" + body + "x",
       "at most 1000000 are expected"},
      {"silent", "", "ended the connection before it answered"},
      {"rubbish", "rubbish\r\n\r\n", "before it answered"},
  };
  for (const auto& [name, text, message] : cases) {
    const OneAnswer server(text);
    in_world([&](Env& env) -> Task<void> {
      const auto size =
          co_await fetch(env, server.address() + "/image.pt?token=secret", folder / "part", 1'000'000);
      EXPECT_FALSE(size) << name;
      if (size) co_return;
      EXPECT_EQ(size.error().code, "DOWNLOAD_FAILED") << name;
      EXPECT_THAT(size.error().message, HasSubstr(message)) << name;
      EXPECT_THAT(size.error().message, ::testing::Not(HasSubstr("secret"))) << name;
    });
    EXPECT_FALSE(std::filesystem::exists(folder / "part")) << name;
  }
}

TEST(HttpFetch, TellsADiskProblemFromANetworkProblem) {
  const Folder folder;
  const OneAnswer server(with_length(200, std::string(1'000'000, 'm')));
  in_world([&](Env& env) -> Task<void> {
    {
      const testing::FileSizeLimit limit(500'000);
      const auto full = co_await fetch(env, server.address(), folder / "part");
      EXPECT_EQ(full.error().code, "STORAGE_FULL") << full.error().message;
    }
    EXPECT_FALSE(std::filesystem::exists(folder / "part"));
    const auto refused =
        co_await fetch(env, "http://127.0.0.1:" + std::to_string(testing::free_port()), folder / "p");
    EXPECT_EQ(refused.error().code, "DOWNLOAD_FAILED");
    EXPECT_EQ(refused.error().details.at("cause"), "refused");
  });
}

// Says `text`, and nothing more until it is destroyed.
class OneAnswerThenSilence {
 public:
  explicit OneAnswerThenSilence(std::string text)
      : listener_(testing::raw_listener()), thread_([this, text = std::move(text)] {
          client_ = Descriptor(::accept(listener_.get(), nullptr, nullptr));
          hear_until(client_, "\r\n\r\n");
          say(client_, text);
        }) {}
  ~OneAnswerThenSilence() { thread_.join(); }
  std::string address() const { return "http://127.0.0.1:" + std::to_string(testing::port_of(listener_)); }

 private:
  Descriptor listener_, client_;
  std::thread thread_;
};

TEST(HttpFetch, GivesUpAServerThatFallsSilent) {
  const Folder folder;
  const std::string whole = with_length(200, std::string(1'000'000, 'm'));
  const std::size_t header = whole.find("\r\n\r\n") + 4;
  for (const std::size_t said : {std::size_t{0}, std::size_t{10}, header, header + 400'000}) {
    const OneAnswerThenSilence server(whole.substr(0, said));
    in_world({.time_scale = 0.01}, [&](Env& env) -> Task<void> {
      const auto fetched = co_await fetch(env, server.address() + "/image.pt", folder / "part");
      EXPECT_FALSE(fetched);
      if (fetched) co_return;
      EXPECT_EQ(fetched.error().code, "DOWNLOAD_FAILED");
      EXPECT_EQ(fetched.error().details.at("cause"), "silent") << fetched.error().message;
      const auto received = static_cast<std::int64_t>(said > header ? said - header : 0);
      EXPECT_EQ(fetched.error().details.at("received_bytes"), received);
      EXPECT_THAT(fetched.error().message, HasSubstr("nothing more of image.pt for 30000 ms, after " +
                                                     std::to_string(received) + " bytes"));
    });
    EXPECT_FALSE(std::filesystem::exists(folder / "part"));
  }
}

TEST(HttpFetch, StopsAndTidiesUpWhenItIsGivenUp) {
  const Folder folder;
  const auto silent = testing::raw_listener();
  const auto before = testing::open_descriptors();
  in_world([&](Env& env) -> Task<void> {
    const std::string url = "http://127.0.0.1:" + std::to_string(testing::port_of(silent));
    EXPECT_FALSE(co_await env.within(20ms, fetch(env, url, folder / "part")));
  });
  EXPECT_EQ(testing::open_descriptors(), before);
  EXPECT_FALSE(std::filesystem::exists(folder / "part"));
}

}  // namespace
}  // namespace slots
