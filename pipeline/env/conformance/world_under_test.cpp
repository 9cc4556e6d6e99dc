#include "pipeline/env/conformance/world_under_test.hpp"

#include <signal.h>

#include <boost/json/parse.hpp>
#include <stdexcept>

namespace slots::conformance {

void Conformance::run_alone(std::function<Task<void>(Env&)> body, const std::string& role) {
  world->start(role, [&body](Env& env) -> Task<int> {
    co_await body(env);
    co_return 0;
  });
  EXPECT_EQ(world->run().at(role), 0) << "the program threw";
}

std::string call_in_words(std::string_view call, std::string_view object, std::string_view stage) {
  std::string words(call);
  if (object != call) words += " " + std::string(object);
  if (!stage.empty()) words += " of the " + std::string(stage) + " stage";
  return words;
}

Task<ConnectionPtr> dial_patiently(Env& env, std::string address) {
  for (;;) {
    auto connection = co_await env.network.dial(address);
    if (connection) co_return *connection;
    co_await env.sleep(5ms);
  }
}

Task<int> worker_main(Env& env, SpawnRequest request) {
  const auto settings = boost::json::parse(request.settings).as_object();
  const std::string what(settings.at("do").as_string());
  if (what == "exit") co_return static_cast<int>(settings.at("code").as_int64());
  if (what == "throw") throw std::runtime_error("as told");
  const auto director = co_await dial_patiently(env, std::string(settings.at("address").as_string()));
  director->send(Hello{.role = request.role});
  const auto signal = co_await env.signals.incoming.receive();
  co_return signal == SIGTERM ? 0 : 1;
}

}  // namespace slots::conformance
