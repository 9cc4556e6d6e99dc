// For tests of the HTTP server: a director that answers as the test says, and clients that say exactly what
// they are told.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include "pipeline/real/http/raw_tcp.hpp"
#include "pipeline/real/test_world.hpp"

namespace slots::testing {

using Answer = std::function<Task<void>(Env&, ConnectionPtr, Message)>;

// A director that answers each request by `answer`, while `client` (plain blocking calls) runs on its own
// thread.
inline void serve(const Answer& answer, const std::function<void(int port)>& client,
                  RealOptions options = {}) {
  const int port = testing::free_port();
  in_world(std::move(options), [&](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    Channel<int> over(env.loop);
    EXPECT_TRUE(env.network.listen("http://127.0.0.1:" + std::to_string(port), accepted));
    Nursery nursery(env.loop, Nursery::Mode::apart);
    const auto one = [&](ConnectionPtr connection) -> Task<void> {
      auto message = co_await connection->incoming.receive();
      if (message) co_await answer(env, connection, std::move(*message));
    };
    const auto all = [&]() -> Task<void> {
      while (auto connection = co_await accepted.receive()) nursery.spawn(one(*connection));
    };
    nursery.spawn(all());
    auto finished = std::make_shared<std::atomic<bool>>(false);
    std::thread thread([&, finished] {
      client(port);
      *finished = true;
    });
    while (!*finished) co_await env.sleep(1ms);
    thread.join();
  });
}

inline Task<void> no_content(Env&, ConnectionPtr connection, Message) {
  connection->send(NoContent{});
  co_return;
}

inline void wait_until(const std::function<bool()>& true_now) {
  for (int i = 0; i < 20'000 && !true_now(); ++i) std::this_thread::sleep_for(1ms);
  EXPECT_TRUE(true_now()) << "not within 20 s";
}

inline std::string get(int port, const std::string& target, const std::string& fields = "") {
  const auto socket = raw_client(port);
  say(socket, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields + "\r\n");
  return hear_all(socket);
}

inline std::string post(int port, const std::string& body, const std::string& fields = "") {
  const auto socket = raw_client(port);
  say(socket,
      "POST /v1/slots HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
      "application/json\r\nContent-Length: " +
          std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body);
  return hear_all(socket);
}

}  // namespace slots::testing
