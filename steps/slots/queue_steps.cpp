// The order in which slots that wait are served.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "harness/definitions/define.hpp"
#include "harness/expressions/quantities.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/requests.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/posted.hpp"

namespace ordeal {

using namespace std::chrono_literals;

WHEN("slots with these deadlines are posted one after the other:",
     (Requests & requests, Posted& posted, const DataTable& table), "In seconds (nominal), one a row.") {
  for (const auto& row : table.rows) {
    boost::json::object body = plain_body();
    body["deadline_ms"] = std::stoll(row.at(0)) * 1000;
    posted.answers.push_back(requests.ask(post_of(body)));
    ASSERT_NE(slot_of(posted.last()), "");
  }
}

WHEN("slots of these clients are posted one after the other:",
     (Requests & requests, Posted& posted, const DataTable& table),
     "Client, and deadline in seconds (nominal).") {
  for (const auto& row : table.rows) {
    boost::json::object body = plain_body();
    body["client"] = row.at(0);
    body["deadline_ms"] = std::stoll(row.at(1)) * 1000;
    posted.answers.push_back(requests.ask(post_of(body)));
    ASSERT_NE(slot_of(posted.last()), "");
  }
}

THEN("so many were before each of them when it was posted: {string}",
     (Posted & posted, const std::string& expected), "As each was told: \"0, 0, 1\".") {
  std::string told;
  for (const HttpAnswer& answer : posted.answers)
    told += (told.empty() ? "" : ", ") + boost::json::serialize(answer.json().at("position"));
  EXPECT_EQ(told, expected);
}

THEN("the posted slots begin in the order {string}",
     (Events & events, Posted& posted, Wait& wait, const std::string& expected),
     "By their numbers, \"1, 3, 2\", and the director's log.") {
  std::string order;
  const auto all_began = [&] {
    order.clear();
    const auto begun = begun_since_the_last_start(events);
    for (const std::string& slot : begun) {
      std::size_t number = 0;
      while (number < posted.answers.size() && slot_of(posted.answers[number]) != slot) ++number;
      order += (order.empty() ? "" : ", ") + std::to_string(number + 1);
    }
    return begun.size() >= posted.answers.size();
  };
  wait.await(all_began, 300s);
  EXPECT_EQ(order, expected);
}

}  // namespace ordeal
