// Requests to the director as any program may send them: with headers of its own, without a key, too long,
// foreign.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <limits>
#include <set>

#include "harness/definitions/define.hpp"
#include "steps/capabilities/director.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/requests.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/posted.hpp"
#include "steps/slots/sent_error.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

// Requests with the answers that a table wants for them.
struct Asked {
  struct One {
    std::string what, wanted, says;
    HttpAnswer answer;
  };
  std::vector<One> all;
};

HttpAnswer post(Requests& requests, const boost::json::object& body, const std::string& key) {
  HttpQuestion question = post_of(body);
  if (!key.empty()) question.headers["Idempotency-Key"] = key;
  return requests.ask(question);
}

void post(Requests& requests, Posted& posted, const boost::json::object& body, const std::string& key) {
  posted.answers.push_back(post(requests, body, key));
}

void post(Requests& requests, Posted& posted, const std::string& prompt, const std::string& key) {
  boost::json::object body = plain_body();
  body["prompt"] = prompt;
  post(requests, posted, body, key);
}

// What a post named, for later steps of the same scenario.
struct PostedFields {
  std::vector<std::string> names;
};

// "202", or with the error's code: "403 FORBIDDEN".
std::string shown(const HttpAnswer& answer) {
  const std::string status = std::to_string(answer.status);
  if (answer.status < 400) return status;
  return status + " " + slots::Error::from_json(answer.json()).code.text;
}

void cancel(Requests& requests, const std::string& slot) {
  const HttpAnswer answer = requests.ask({.method = "DELETE", .target = "/v1/slots/" + slot});
  EXPECT_EQ(answer.status, 204u) << slot << ": " << answer.body;
}

// "7701 bytes", "78 words", or the value itself as JSON.
boost::json::value value_of(const std::string& text) {
  static const std::string kBytes = " bytes", kWords = " words";
  if (text.ends_with(kBytes)) return boost::json::string(std::stoul(text), 'x');
  if (!text.ends_with(kWords)) return boost::json::parse(text);
  std::string words;
  for (auto left = std::stoul(text); left > 0; --left) words += "word ";
  return boost::json::string(words);
}

Asked::One ask_with(Requests& requests, const std::map<std::string, std::string>& row,
                    const std::string& key) {
  boost::json::object body = plain_body();
  body[row.at("field")] = value_of(row.at("value"));
  return {row.at("field") + " of " + row.at("value"), row.at("answer"), row.at("says"),
          post(requests, body, key)};
}

std::size_t accepted_slots(Events& events) {
  std::size_t count = 0;
  for (const auto& event : events.log("director")) count += event.name == "slot_accepted";
  return count;
}

}  // namespace

GIVEN("at most {int} slot(s) may wait", (Director & director, int slots), "Before the director starts.") {
  director.config().queue_limit = slots;
}

WHEN("a slot with the prompt {string} is posted without an idempotency key",
     (Requests & requests, Posted& posted, const std::string& prompt)) {
  post(requests, posted, prompt, "");
}

WHEN("a slot with the prompt {string} is posted with the idempotency key {string}",
     (Requests & requests, Posted& posted, const std::string& prompt, const std::string& key)) {
  post(requests, posted, prompt, key);
}

WHEN("a slot with the seed {int} is posted with the idempotency key {string}",
     (Requests & requests, Posted& posted, int seed, const std::string& key)) {
  boost::json::object body = plain_body();
  body["seed"] = seed;
  post(requests, posted, body, key);
}

WHEN("slots with these fields are posted with the idempotency key {string}, which must get these answers:",
     (Requests & requests, Asked& asked, const std::string& key, const DataTable& table),
     "Columns as without a key.") {
  for (const auto& row : table.records()) asked.all.push_back(ask_with(requests, row, key));
}

WHEN("the posted slot is given to a worker", (Wait & wait, Events& events, Posted& posted)) {
  const std::string slot = slot_of(posted.last());
  const auto given = [&] {
    for (const auto& event : events.log("director")) {
      if (event.name == "slot_dispatched" && event.fields.at("slot").as_string() == slot) return true;
    }
    return false;
  };
  ASSERT_TRUE(wait.await(given, 60s)) << "the director's log has no slot_dispatched of " << slot;
}

THEN("each of the {int} posted slots is another one and can be cancelled",
     (Requests & requests, Posted& posted, int number)) {
  ASSERT_EQ(posted.answers.size(), static_cast<std::size_t>(number));
  std::set<std::string> slots;
  for (const HttpAnswer& answer : posted.answers) slots.insert(slot_of(answer));
  ASSERT_EQ(slots.size(), posted.answers.size()) << "several requests were given the same slot";
  for (const std::string& slot : slots) cancel(requests, slot);
}

THEN("all posts were given the same slot, which can be cancelled",
     (Requests & requests, Events& events, Posted& posted)) {
  std::set<std::string> slots, correlations;
  for (const HttpAnswer& answer : posted.answers) {
    slots.insert(slot_of(answer));
    if (answer.status == 202) correlations.insert(answer.json().at("correlation_id").as_string().c_str());
  }
  ASSERT_EQ(slots.size(), 1u) << "one idempotency key made several slots";
  EXPECT_EQ(correlations.size(), 1u) << "one slot was given several correlation ids";
  EXPECT_EQ(accepted_slots(events), 1u) << "by the director's log";
  cancel(requests, *slots.begin());
}

THEN("the last post is answered with {int} {word}", (Posted & posted, int status, const std::string& code)) {
  EXPECT_EQ(shown(posted.last()), std::to_string(status) + " " + code) << posted.last().body;
  expect_whole_error(posted.last().json());
}

THEN("the slots that were accepted can be cancelled", (Requests & requests, Posted& posted)) {
  for (const HttpAnswer& answer : posted.answers) {
    if (answer.status == 202) cancel(requests, slot_of(answer));
  }
}

THEN("it says to come back after a while", (Posted & posted), "Retry-After: seconds, at least 1.") {
  const auto& headers = posted.last().headers;
  const auto seconds = headers.find("retry-after");
  ASSERT_NE(seconds, headers.end()) << "the answer has no Retry-After";
  EXPECT_GE(std::stoi(seconds->second), 1) << "Retry-After: " << seconds->second;
}

THEN("it says to come back after {duration}", (Posted & posted, std::chrono::nanoseconds wait),
     "Retry-After, and retry_after in the error's details, in seconds.") {
  const auto& headers = posted.last().headers;
  const auto told = headers.find("retry-after");
  ASSERT_NE(told, headers.end()) << "the answer has no Retry-After";
  EXPECT_EQ(told->second, std::to_string(wait / 1s)) << "Retry-After";
  const auto error = slots::Error::from_json(posted.last().json());
  EXPECT_EQ(error.details.at("retry_after").to_number<double>(), static_cast<double>(wait / 1s))
      << "retry_after";
}

THEN("it says that {int} slot(s) wait(s), and that the limit is {int}",
     (Posted & posted, int waiting, int limit), "In its message and its details.") {
  const auto error = slots::Error::from_json(posted.last().json());
  const std::string said =
      std::to_string(waiting) + " slots are waiting, the limit is " + std::to_string(limit);
  EXPECT_NE(error.message.find(said), std::string::npos)
      << "\"" << error.message << "\" does not say \"" << said << "\"";
  EXPECT_EQ(error.details.at("waiting").to_number<int>(), waiting) << "waiting";
  EXPECT_EQ(error.details.at("limit").to_number<int>(), limit) << "limit";
}

WHEN("requests with these headers come, which must get these answers:",
     (Requests & requests, Asked& asked, const DataTable& table),
     "Columns: method, Host, Origin, Content-Type (empty: the header is not sent, and Host is right), "
     "answer. What is "
     "posted would make a slot.") {
  for (const auto& row : table.records()) {
    HttpQuestion question = row.at("method") == "POST"
                                ? post_of(plain_body())
                                : HttpQuestion{.method = row.at("method"), .target = "/v1/workers"};
    question.headers.clear();
    std::string what = row.at("method");
    for (const char* header : {"Host", "Origin", "Content-Type"}) {
      if (row.at(header).empty()) continue;
      question.headers[header] = row.at(header);
      what += std::string(", ") + header + ": " + row.at(header);
    }
    asked.all.push_back({what, row.at("answer"), "", requests.ask(question)});
  }
}

WHEN("slots with these fields are posted, which must get these answers:",
     (Requests & requests, Asked& asked, const DataTable& table),
     "Columns: field; value (\"7701 bytes\", \"78 words\", or JSON); answer; what the error says. All else "
     "of the "
     "request is right.") {
  for (const auto& row : table.records()) asked.all.push_back(ask_with(requests, row, ""));
}

THEN("each request got its answer", (Asked & asked)) {
  ASSERT_FALSE(asked.all.empty());
  for (const Asked::One& one : asked.all) {
    EXPECT_EQ(shown(one.answer), one.wanted) << one.what;
    EXPECT_NE(one.answer.body.find(one.says), std::string::npos)
        << one.what << ": " << one.answer.body << "\ndoes not say " << one.says;
    if (one.answer.status >= 400) expect_whole_error(one.answer.json());
  }
}

WHEN("a slot with {string} of {string} is posted",
     (Requests & requests, Posted& posted, const std::string& field, const std::string& value)) {
  boost::json::object body = plain_body();
  body[field] = value_of(value);
  posted.answers.push_back(requests.ask(post_of(body)));
}

WHEN("a slot with all of these fields is posted:",
     (Requests & requests, Posted& posted, PostedFields& fields, const DataTable& table),
     "Columns: field, value.") {
  boost::json::object body = plain_body();
  for (const auto& row : table.rows) {
    body[row.at(0)] = value_of(row.at(1));
    fields.names.push_back(row.at(0));
  }
  posted.answers.push_back(requests.ask(post_of(body)));
}

THEN("it names all of these fields in its message and its details", (Posted & posted, PostedFields& fields)) {
  ASSERT_FALSE(fields.names.empty());
  const auto error = slots::Error::from_json(posted.last().json());
  const auto& details = error.details.at("fields").as_object();
  for (const std::string& field : fields.names) {
    EXPECT_NE(error.message.find(field), std::string::npos)
        << "\"" << error.message << "\" does not name " << field;
    EXPECT_TRUE(details.contains(field)) << "the details do not name " << field;
  }
}

THEN("the director's log says that a request was refused with {word}",
     (Events & events, const std::string& code)) {
  for (const auto& event : events.log("director")) {
    if (event.name == "slot_refused" && slots::Error::from_json(event.fields).code.text == code) return;
  }
  ADD_FAILURE() << "it has no slot_refused with " << code;
}

THEN("the posted slot is accepted and can be cancelled", (Requests & requests, Posted& posted)) {
  cancel(requests, slot_of(posted.last()));
}

THEN("to cancel it is answered with {string}",
     (Requests & requests, Posted& posted, const std::string& wanted),
     "The last posted slot; \"204\", or with the error's code. Who comes too late is told how it ended.") {
  const std::string slot = slot_of(posted.last());
  const HttpAnswer answer = requests.ask({.method = "DELETE", .target = "/v1/slots/" + slot});
  ASSERT_EQ(shown(answer), wanted) << answer.body;
  if (answer.status != 409) return;
  const auto state = requests.ask({.target = "/v1/slots/" + slot}).json().at("state");
  EXPECT_EQ(slots::Error::from_json(answer.json()).details.at("state"), state) << answer.body;
}

THEN("to cancel a slot that nobody knows is answered with {string}",
     (Requests & requests, const std::string& wanted)) {
  const HttpAnswer answer = requests.ask({.method = "DELETE", .target = "/v1/slots/slot-0000000000000000"});
  EXPECT_EQ(shown(answer), wanted) << answer.body;
}

THEN("no slot was accepted", (Events & events), "By the director's log.") {
  EXPECT_EQ(accepted_slots(events), 0u);
}

}  // namespace ordeal
