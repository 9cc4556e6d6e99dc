#include "pipeline/client/inquire.hpp"

#include <boost/json.hpp>

#include "pipeline/client/ask.hpp"

namespace slots {

Task<int> inquire_main(Env& env, std::string director, Message question, std::ostream& out,
                       std::ostream& err) {
  auto answer = co_await ask(env, director, std::move(question));
  if (!answer) {
    err << boost::json::serialize(answer.error().to_json()) << std::endl;
    co_return answer.error().kind().exit_code;
  }
  if (const auto* slot = std::get_if<SlotState>(&*answer)) {
    out << boost::json::serialize(boost::json::value_from(*slot)) << std::endl;
  } else if (const auto* workers = std::get_if<WorkersState>(&*answer)) {
    out << boost::json::serialize(boost::json::value_from(*workers)) << std::endl;
  }
  co_return 0;
}

}  // namespace slots
