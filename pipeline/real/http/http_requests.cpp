// The client's side of http_routes.hpp.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "pipeline/protocol/message_subject.hpp"
#include "pipeline/real/http/http_routes.hpp"
#include "pipeline/real/stream/described_json.hpp"
#include "pipeline/real/stream/message_json.hpp"

namespace slots {
namespace {

HttpRequest submit_request(const Submit& submit) {
  boost::json::object body = {{"prompt", submit.prompt}, {"script", submit.script}, {"seed", submit.seed}};
  if (!submit.client.empty()) body["client"] = submit.client;
  if (submit.deadline_ms) body["deadline_ms"] = *submit.deadline_ms;
  return {.method = "POST",
          .target = "/v1/slots",
          .idempotency_key = submit.idempotency_key,
          .body = boost::json::serialize(body)};
}

HttpRequest watch_request(const Watch& watch) {
  return {.method = "GET",
          .target = "/v1/slots/" + watch.slot + "/events",
          .last_event_id = watch.after > 0 ? std::to_string(watch.after) : ""};
}

Failure strange_answer(unsigned status, const std::string& why) {
  return {{.code = "INTERNAL",
           .message = "the answer with status " + std::to_string(status) + " is not a director's: " + why,
           .details = {{"status", status}}}};
}

template <class Answer>
Message read_answer(unsigned status, const boost::json::object& body) {
  Answer answer;
  std::vector<BadField> bad;
  read_object(body, answer, bad);
  if (!bad.empty()) return strange_answer(status, invalid_fields("its body", bad).message);
  return answer;
}

// The request, if a director reads it as the very same message: a slot named "x/../y" or a key with a line
// break never leaves.
Result<HttpRequest> checked(const Message& message, HttpRequest request) {
  auto read = message_of(request);
  if (const auto* same = std::get_if<Message>(&read)) {
    if (message_to_json(*same) == message_to_json(message)) return request;
  }
  const auto* refused = std::get_if<HttpResponse>(&read);
  return Error{.code = "INVALID_REQUEST",
               .message = std::string(message_name(message)) + " has a field that cannot be sent: " +
                          (refused ? Error::from_json(boost::json::parse(refused->body)).message
                                   : "a slot's name has only letters, digits, '.', '_' and '-'")};
}

}  // namespace

Result<HttpRequest> request_of(const Message& message) {
  if (const auto* submit = std::get_if<Submit>(&message)) return checked(message, submit_request(*submit));
  if (const auto* watch = std::get_if<Watch>(&message)) return checked(message, watch_request(*watch));
  if (const auto* cancel = std::get_if<Cancel>(&message)) {
    return checked(message, {.method = "DELETE", .target = "/v1/slots/" + cancel->slot});
  }
  if (const auto* get = std::get_if<GetSlot>(&message)) {
    return checked(message, {.method = "GET", .target = "/v1/slots/" + get->slot});
  }
  if (std::holds_alternative<GetWorkers>(message))
    return HttpRequest{.method = "GET", .target = "/v1/workers"};
  if (std::holds_alternative<GetHealth>(message)) return HttpRequest{.method = "GET", .target = "/healthz"};
  if (std::holds_alternative<GetReadiness>(message)) return HttpRequest{.method = "GET", .target = "/readyz"};
  return Error{.code = "INVALID_REQUEST",
               .message = "a client cannot send " + std::string(message_name(message)) + " over HTTP"};
}

Message reply_of(const Message& asked, unsigned status, const std::string& body) {
  if (status == 204 && std::holds_alternative<Cancel>(asked)) return NoContent{};
  boost::system::error_code error;
  const auto json = boost::json::parse(body, error);
  if (error || !json.is_object()) return strange_answer(status, "its body is no JSON object");
  const auto& object = json.get_object();
  if (object.contains("error")) return Failure{Error::from_json(json)};
  if (std::holds_alternative<Submit>(asked)) return read_answer<Accepted>(status, object);
  if (std::holds_alternative<GetSlot>(asked)) return read_answer<SlotState>(status, object);
  if (std::holds_alternative<GetWorkers>(asked)) return read_answer<WorkersState>(status, object);
  if (std::holds_alternative<GetHealth>(asked)) return read_answer<Health>(status, object);
  if (std::holds_alternative<GetReadiness>(asked)) return read_answer<Readiness>(status, object);
  return strange_answer(status, "an answer without a body was expected");
}

}  // namespace slots
