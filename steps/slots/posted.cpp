#include "steps/slots/posted.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

namespace ordeal {

const HttpAnswer& Posted::last() const {
  if (answers.empty()) throw std::logic_error("nothing was posted before this step");
  return answers.back();
}

const HttpAnswer& Posted::nth(int number) const {
  return answers.at(static_cast<std::size_t>(number) - 1);
}

boost::json::object plain_body() {
  return {{"prompt", "a red fox under the old oak"}, {"script", "good evening"}, {"deadline_ms", 180'000}};
}

HttpQuestion post_of(const boost::json::object& body) {
  return {.method = "POST",
          .target = "/v1/slots",
          .headers = {{"Content-Type", "application/json"}},
          .body = boost::json::serialize(body)};
}

std::string slot_of(const HttpAnswer& answer) {
  if (answer.status != 202) {
    ADD_FAILURE() << "no slot was made: " << answer.status << " " << answer.body;
    return "";
  }
  const std::string slot = answer.json().at("slot").as_string().c_str();
  const auto location = answer.headers.find("location");
  EXPECT_EQ(location == answer.headers.end() ? "missing" : location->second, "/v1/slots/" + slot)
      << "Location";
  return slot;
}

std::vector<std::string> begun_since_the_last_start(Events& events) {
  std::vector<std::string> begun;
  for (const ProgramEvent& event : events.log("director")) {
    if (event.name == "director_ready") begun.clear();
    if (event.name != "slot_dispatched") continue;
    const std::string slot = event.fields.at("slot").as_string().c_str();
    if (std::find(begun.begin(), begun.end(), slot) == begun.end()) begun.push_back(slot);
  }
  return begun;
}

}  // namespace ordeal
