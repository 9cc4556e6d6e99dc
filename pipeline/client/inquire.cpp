#include "pipeline/client/inquire.hpp"

#include <boost/json.hpp>

#include "pipeline/client/ask.hpp"

namespace slots {
namespace {

int show(const Result<Message>& answer, std::ostream& out, std::ostream& err) {
  if (!answer) {
    err << boost::json::serialize(answer.error().to_json()) << std::endl;
    return answer.error().kind().exit_code;
  }
  if (const auto* slot = std::get_if<SlotState>(&*answer)) {
    out << boost::json::serialize(boost::json::value_from(*slot)) << std::endl;
  } else if (const auto* workers = std::get_if<WorkersState>(&*answer)) {
    out << boost::json::serialize(boost::json::value_from(*workers)) << std::endl;
  }
  return 0;
}

// What came first: the answer, or a signal.
struct Ending {
  explicit Ending(Loop& loop) : come(loop) {}
  Event come;
  std::optional<Result<Message>> answer;
  int signal = 0;
};

Task<void> answered(Env& env, std::string director, Message question, Ending& ending) {
  auto answer = co_await ask(env, std::move(director), std::move(question));
  ending.answer.emplace(std::move(answer));
  ending.come.notify();
}

Task<void> interrupted(Env& env, Ending& ending) {
  ending.signal = (co_await env.signals.incoming.receive()).value_or(0);
  ending.come.notify();
}

}  // namespace

Task<int> inquire_main(Env& env, std::string director, Message question, std::ostream& out,
                       std::ostream& err) {
  Ending ending(env.loop);
  Nursery tasks(env.loop, Nursery::Mode::apart);
  tasks.spawn(answered(env, std::move(director), std::move(question), ending));
  tasks.spawn(interrupted(env, ending));
  while (!ending.answer && ending.signal == 0) co_await ending.come.wait();
  co_return ending.answer ? show(*ending.answer, out, err) : 128 + ending.signal;
}

}  // namespace slots
