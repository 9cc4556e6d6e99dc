// The budget that retries keep to.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "harness/definitions/define.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/director.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/requests.hpp"
#include "steps/capabilities/wait.hpp"

namespace ordeal {

using namespace std::chrono_literals;

GIVEN("a retry budget of {int} a minute", (Director & director, int retries),
      "Of each kind; more only where a fifth of the traffic is more. Before the director starts.") {
  director.config().retries.at_least_a_minute = retries;
}

THEN("the error says that of {int} allowed retry/retries of a {word} {int} was/were made",
     (Clients & clients, int allowed, const std::string& place, int made),
     "In its message, for people; and in details.retry_budget, with when there will be room.") {
  const auto& slot = clients.slot();
  ASSERT_TRUE(slot.error) << "slotctl said no error";
  const std::string words = "not tried again: retries of a " + place + " within the last minute " +
                            std::to_string(made) + ", allowed " + std::to_string(allowed);
  EXPECT_NE(slot.error->message.find(words), std::string::npos)
      << "it does not say \"" << words << "\": " << slot.error->message;
  const auto* budget = slot.error->details.if_contains("retry_budget");
  ASSERT_TRUE(budget) << "its details have no retry_budget: " << boost::json::serialize(slot.error->details);
  EXPECT_EQ(budget->at("retries_in_a_minute").to_number<int>(), made);
  EXPECT_EQ(budget->at("retries_allowed").to_number<int>(), allowed);
  EXPECT_GT(budget->at("room_in_seconds").to_number<double>(), 0);
  EXPECT_LE(budget->at("room_in_seconds").to_number<double>(), 60)
      << "a retry counts against the budget for a minute, and no longer";
}

THEN("an alert says that the retries of a {word} are used up",
     (Wait & wait, Events& events, Requests& requests, const std::string& place),
     "In the director's log, and counted, within 30 s (nominal).") {
  const auto told = [&] {
    for (const ProgramEvent& event : events.log("director")) {
      if (event.name == "retry_budget_used_up" && event.fields.at("place").as_string() == place) return true;
    }
    return false;
  };
  EXPECT_TRUE(wait.await(told, 30s)) << "the director's log has no retry_budget_used_up of a " << place;
  const std::string counted = "slot_director_alerts_total{kind=\"retry_budget_used_up\"}";
  EXPECT_NE(requests.ask({.target = "/metrics"}).body.find(counted), std::string::npos)
      << "the director's metrics have no " << counted;
}

}  // namespace ordeal
