#include "pipeline/client/ask.hpp"

namespace slots {
namespace {

// Longer than the network's own limits for a name and for a connection (5 s each), which say better what is
// wrong.
Duration dial_limit(const Clock& clock) {
  return 2 * clock.window(5s) + clock.window(1s);
}
constexpr Duration kAnswerLimit = 10s;

Error timed_out(const std::string& what, Duration limit) {
  return Error{.code = "NETWORK_TIMEOUT",
               .message = "the director did not " + what + " within " + std::to_string(as_ms(limit)) + " ms"};
}

Task<std::optional<Message>> next(ConnectionPtr connection) {
  co_return co_await connection->incoming.receive();
}

}  // namespace

Task<Result<ConnectionPtr>> dial_director(Env& env, const std::string& director) {
  const Duration limit = dial_limit(env.clock);
  auto dialled = co_await env.within(limit, env.network.dial(director));
  if (!dialled) co_return timed_out("take the connection", limit);
  co_return std::move(*dialled);
}

Task<Result<Message>> ask(Env& env, std::string director, Message question) {
  auto connection = co_await dial_director(env, director);
  if (!connection) co_return connection.error();
  (*connection)->send(std::move(question));
  auto answer = co_await env.within(env.clock.window(kAnswerLimit), next(*connection));
  (*connection)->close();
  if (!answer) co_return timed_out("answer", kAnswerLimit);
  if (!*answer) {
    co_return Error{.code = "NETWORK_PARTITION",
                    .message = "the connection to the director broke before it answered"};
  }
  if (auto* failure = std::get_if<Failure>(&**answer)) co_return failure->error;
  co_return std::move(**answer);
}

}  // namespace slots
