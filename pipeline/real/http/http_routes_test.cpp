#include "pipeline/real/http/http_routes.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

namespace slots {
namespace {

using ::testing::HasSubstr;

template <class T>
T asked(const HttpRequest& request) {
  auto read = message_of(request);
  if (const auto* response = std::get_if<HttpResponse>(&read)) {
    ADD_FAILURE() << response->body;
    return {};
  }
  return std::get<T>(std::get<Message>(read));
}

HttpResponse refused(const HttpRequest& request) {
  auto read = message_of(request);
  if (std::holds_alternative<Message>(read)) {
    ADD_FAILURE() << "the request was accepted";
    return {};
  }
  return std::get<HttpResponse>(read);
}

std::string field(const HttpResponse& response, const std::string& name) {
  for (const auto& [key, value] : response.fields) {
    if (key == name) return value;
  }
  return "absent";
}

TEST(HttpRoutes, ReadASubmission) {
  const auto submit =
      asked<Submit>({.method = "POST",
                     .target = "/v1/slots",
                     .idempotency_key = "key-1",
                     .body = R"({"prompt":"a red cube","script":"words","deadline_ms":30000,"seed":7})"});
  EXPECT_EQ(submit.idempotency_key, "key-1");
  EXPECT_EQ(submit.prompt, "a red cube");
  EXPECT_EQ(submit.deadline_ms, 30000);
  EXPECT_EQ(submit.seed, 7);
  const auto least =
      asked<Submit>({.method = "POST", .target = "/v1/slots", .body = R"({"prompt":"","script":""})"});
  EXPECT_EQ(least.deadline_ms, std::nullopt);
  EXPECT_EQ(least.seed, 1);
}

TEST(HttpRoutes, ReadWhatElseAClientAsks) {
  EXPECT_EQ(asked<GetSlot>({.method = "GET", .target = "/v1/slots/01J-a.b_c"}).slot, "01J-a.b_c");
  EXPECT_EQ(asked<Cancel>({.method = "DELETE", .target = "/v1/slots/x"}).slot, "x");
  const auto watch =
      asked<Watch>({.method = "GET", .target = "/v1/slots/x/events?a=b", .last_event_id = "41"});
  EXPECT_EQ(watch.slot, "x");
  EXPECT_EQ(watch.after, 41);
  EXPECT_EQ(asked<GetFile>({.method = "GET", .target = "/v1/slots/x/files/voice.wav"}).name, "voice.wav");
  asked<GetWorkers>({.method = "GET", .target = "/v1/workers"});
  asked<GetHealth>({.method = "GET", .target = "/healthz"});
  asked<GetReadiness>({.method = "GET", .target = "/readyz"});
}

TEST(HttpRoutes, NameEveryBadFieldOfASubmission) {
  const auto response = refused({.method = "POST",
                                 .target = "/v1/slots",
                                 .idempotency_key = "two\nlines",
                                 .body = R"({"prompt":7,"deadline_ms":"soon","sed":1})"});
  EXPECT_EQ(response.status, 400);
  const auto error = Error::from_json(boost::json::parse(response.body));
  EXPECT_EQ(error.code, "INVALID_REQUEST");
  const auto& fields = error.details.at("fields").as_object();
  EXPECT_EQ(fields.size(), 5);
  for (const char* name : {"Idempotency-Key", "prompt", "script", "deadline_ms", "sed"}) {
    EXPECT_TRUE(fields.contains(name)) << name;
    EXPECT_THAT(error.message, HasSubstr(name));
  }
}

TEST(HttpRoutes, RefuseBodiesThatAreNoObject) {
  for (const char* body : {"", "{", "[]", "\"text\"", "{\"prompt\":\"\xff\"}"}) {
    EXPECT_EQ(refused({.method = "POST", .target = "/v1/slots", .body = body}).status, 400) << body;
  }
}

TEST(HttpRoutes, RefuseNamesThatCouldLeaveAFolder) {
  for (const char* name : {"..", ".", "a..b", "%2e%2e", "a%00", "", "a b"}) {
    EXPECT_EQ(refused({.method = "GET", .target = std::string("/v1/slots/") + name}).status, 400) << name;
    EXPECT_EQ(refused({.method = "GET", .target = std::string("/v1/slots/x/files/") + name}).status, 400)
        << name;
  }
  EXPECT_EQ(refused({.method = "GET", .target = "/v1/slots/" + std::string(129, 'x')}).status, 400);
  EXPECT_EQ(refused({.method = "GET", .target = "/v1/slots/x/files/../../etc/passwd"}).status, 404);
}

TEST(HttpRoutes, KnowUnknownPathsFromUnknownMethods) {
  for (const char* target : {"/", "", "*", "/v2/slots", "/v1/slots/x/y", "http://evil/v1/workers"}) {
    EXPECT_EQ(refused({.method = "GET", .target = target}).status, 404) << target;
  }
  const auto response = refused({.method = "PUT", .target = "/v1/slots/x"});
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(field(response, "Allow"), "GET, DELETE");
}

TEST(HttpRoutes, RefuseEventNumbersThatAreNone) {
  for (const char* id : {"-1", "x", "1x", "99999999999999999999"}) {
    EXPECT_EQ(refused({.method = "GET", .target = "/v1/slots/x/events", .last_event_id = id}).status, 400)
        << id;
  }
}

TEST(HttpRoutes, AnswerWithTheStatusOfTheErrorTable) {
  for (const auto& kind : error_kinds()) {
    const auto response = response_of(Failure{{.code = ErrorCode(std::string(kind.code)), .message = "m"}});
    EXPECT_EQ(response.status, kind.http == 0 ? 500 : kind.http) << kind.code;
    EXPECT_EQ(Error::from_json(boost::json::parse(response.body)).code, kind.code);
    EXPECT_EQ(field(response, "Retry-After"), "absent");
  }
  const auto full =
      response_of(Error{.code = "QUEUE_FULL", .message = "m", .details = {{"retry_after", 2.5}}});
  EXPECT_EQ(field(full, "Retry-After"), "3");
}

TEST(HttpRoutes, AnswerAnAcceptedSlotWithItsPlace) {
  const auto response = response_of(Accepted{.slot = "01J", .correlation_id = "c", .deadline_ms = 21000});
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(field(response, "Location"), "/v1/slots/01J");
  EXPECT_EQ(boost::json::parse(response.body).at("deadline_ms"), 21000);
  EXPECT_EQ(response_of(NoContent{}).status, 204);
  EXPECT_EQ(response_of(Health{"ok"}).status, 200);
  EXPECT_EQ(response_of(Health{"draining"}).status, 200) << "who drains lives";
  EXPECT_EQ(response_of(Readiness{.ready = true}).status, 200);
  EXPECT_EQ(response_of(Readiness{.ready = false, .reasons = {"it drains"}}).status, 503);
  EXPECT_EQ(response_of(ReleaseSlot{}).status, 500);
}

// What the client writes is what the director reads, and the other way round.
TEST(HttpRoutes, CarryMessagesThereAndBack) {
  const Submit submit{"key", "prompt", "script", 5000, 42, "newsroom"};
  const auto read = asked<Submit>(request_of(submit).value());
  EXPECT_EQ(
      std::tie(read.idempotency_key, read.prompt, read.script, read.deadline_ms, read.seed, read.client),
      std::tie(submit.idempotency_key, submit.prompt, submit.script, submit.deadline_ms, submit.seed,
               submit.client));
  EXPECT_EQ(asked<Watch>(request_of(Watch{"x", 7}).value()).after, 7);

  const auto returned = [](const Message& question, const Message& reply) {
    const auto response = response_of(reply);
    return reply_of(question, response.status, response.body);
  };
  EXPECT_EQ(std::get<Accepted>(returned(submit, Accepted{.slot = "s", .position = 3})).position, 3);
  EXPECT_TRUE(std::holds_alternative<NoContent>(returned(Cancel{"s"}, NoContent{})));
  EXPECT_EQ(std::get<SlotState>(returned(GetSlot{"s"}, SlotState{.slot = "s", .state = "running"})).state,
            "running");
  EXPECT_EQ(std::get<WorkersState>(returned(GetWorkers{}, WorkersState{{WorkerState{.role = "worker 1"}}}))
                .workers.at(0)
                .role,
            "worker 1");
  EXPECT_EQ(std::get<Health>(returned(GetHealth{}, Health{"draining"})).status, "draining");
  const auto readiness = std::get<Readiness>(returned(GetReadiness{}, Readiness{false, {"a", "b"}}));
  EXPECT_EQ(readiness.reasons, (std::vector<std::string>{"a", "b"}));
  const auto failure =
      std::get<Failure>(returned(submit, Failure{{.code = "QUEUE_FULL", .message = "full"}}));
  EXPECT_EQ(failure.error.code, "QUEUE_FULL");
}

TEST(HttpRoutes, LetNoClientSendWhatADirectorWouldRefuse) {
  EXPECT_EQ(request_of(GetSlot{"../x"}).error().code, "INVALID_REQUEST");
  EXPECT_EQ(request_of(GetSlot{"x/events"}).error().code, "INVALID_REQUEST");
  EXPECT_EQ(request_of(GetSlot{"x?y"}).error().code, "INVALID_REQUEST");
  EXPECT_EQ(request_of(Cancel{"x HTTP/1.1\r\nEvil: yes"}).error().code, "INVALID_REQUEST");
  EXPECT_EQ(request_of(Submit{.idempotency_key = "a\r\nEvil: yes"}).error().code, "INVALID_REQUEST");
  EXPECT_EQ(request_of(ReleaseSlot{}).error().code, "INVALID_REQUEST");
}

TEST(HttpRoutes, TakeAStrangeAnswerForAFailure) {
  const auto code = [](const Message& reply) { return std::get<Failure>(reply).error.code; };
  EXPECT_EQ(code(reply_of(GetSlot{"s"}, 502, "<html>Bad Gateway</html>")), "INTERNAL");
  EXPECT_EQ(code(reply_of(GetSlot{"s"}, 200, "{}")), "INTERNAL");
  EXPECT_EQ(code(reply_of(Cancel{"s"}, 200, "{}")), "INTERNAL");
}

}  // namespace
}  // namespace slots
