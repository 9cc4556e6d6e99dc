#include "pipeline/real/http/http_routes.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>
#include <functional>

#include "pipeline/protocol/message_subject.hpp"
#include "pipeline/real/stream/described_json.hpp"

namespace slots {

struct SubmitBody {
  std::string prompt, script;
  std::optional<std::int64_t> deadline_ms;
  std::optional<std::uint64_t> seed;
  std::optional<std::string> client;
};
BOOST_DESCRIBE_STRUCT(SubmitBody, (), (prompt, script, deadline_ms, seed, client))

namespace {

constexpr std::size_t kNameLimit = 128;

bool is_name(std::string_view text) {
  const auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '_' || c == '-'; };
  return !text.empty() && text.size() <= kNameLimit && std::all_of(text.begin(), text.end(), allowed) &&
         text.find("..") == std::string_view::npos && text != ".";
}

bool is_visible(std::string_view text) {
  return text.size() <= kNameLimit &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; });
}

void check_name(std::string_view text, const char* field, std::vector<BadField>& bad) {
  if (!is_name(text))
    bad.push_back({field, "must be 1 to 128 letters, digits, '.', '_' or '-', without '..'"});
}

struct Asked {
  const HttpRequest& request;
  std::vector<std::string_view> names;  // the variable parts of the path
  std::vector<BadField> bad;
};

Message read_submit(Asked& asked) {
  Submit submit{.idempotency_key = asked.request.idempotency_key};
  if (!is_visible(submit.idempotency_key)) {
    asked.bad.push_back({"Idempotency-Key", "must be at most 128 printable ASCII characters"});
  }
  boost::system::error_code error;
  const auto json = boost::json::parse(asked.request.body, error);
  if (error || !json.is_object()) {
    asked.bad.push_back({"body", error ? "is no JSON: " + error.message() : "must be a JSON object"});
    return submit;
  }
  SubmitBody body;
  read_object(json.get_object(), body, asked.bad);
  for (const auto& [key, value] : json.get_object()) {
    if (key != "prompt" && key != "script" && key != "deadline_ms" && key != "seed" && key != "client") {
      asked.bad.push_back({std::string(key), "is not known"});
    }
  }
  submit.prompt = std::move(body.prompt);
  submit.script = std::move(body.script);
  submit.deadline_ms = body.deadline_ms;
  submit.seed = body.seed.value_or(submit.seed);
  submit.client = std::move(body.client).value_or("");
  if (!is_visible(submit.client)) {
    asked.bad.push_back({"client", "must be at most 128 printable ASCII characters"});
  }
  return submit;
}

Message read_watch(Asked& asked) {
  Watch watch{.slot = std::string(asked.names.at(0))};
  const auto& text = asked.request.last_event_id;
  if (text.empty()) return watch;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), watch.after);
  if (error != std::errc() || end != text.data() + text.size() || watch.after < 0) {
    asked.bad.push_back({"Last-Event-ID", "must be a whole number, at least 0"});
  }
  return watch;
}

Message read_file(Asked& asked) {
  check_name(asked.names.at(1), "name", asked.bad);
  return GetFile{std::string(asked.names.at(0)), std::string(asked.names.at(1))};
}

struct Route {
  std::string_view method;
  std::vector<std::string_view> path;  // "*" is a name
  std::function<Message(Asked&)> read;
};

const std::vector<Route>& routes() {
  static const std::vector<Route> table = {
      {"POST", {"v1", "slots"}, read_submit},
      {"GET", {"v1", "slots", "*"}, [](Asked& a) -> Message { return GetSlot{std::string(a.names[0])}; }},
      {"DELETE", {"v1", "slots", "*"}, [](Asked& a) -> Message { return Cancel{std::string(a.names[0])}; }},
      {"GET", {"v1", "slots", "*", "events"}, read_watch},
      {"GET", {"v1", "slots", "*", "files", "*"}, read_file},
      {"GET", {"v1", "workers"}, [](Asked&) -> Message { return GetWorkers{}; }},
      {"GET", {"healthz"}, [](Asked&) -> Message { return GetHealth{}; }},
      {"GET", {"readyz"}, [](Asked&) -> Message { return GetReadiness{}; }},
      {"GET", {"metrics"}, [](Asked&) -> Message { return GetMetrics{}; }},
  };
  return table;
}

std::vector<std::string_view> split(std::string_view target) {
  std::string_view path = target.substr(0, target.find('?'));
  std::vector<std::string_view> parts;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const auto slash = std::min(path.find('/'), path.size());
    parts.push_back(path.substr(0, slash));
    path.remove_prefix(slash);
  }
  return parts;
}

bool matches(const Route& route, const std::vector<std::string_view>& path) {
  return std::equal(route.path.begin(), route.path.end(), path.begin(), path.end(),
                    [](auto pattern, auto part) { return pattern == "*" || pattern == part; });
}

std::variant<Message, HttpResponse> read_with(const Route& route, const HttpRequest& request,
                                              const std::vector<std::string_view>& path) {
  Asked asked{.request = request};
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (route.path[i] == "*") asked.names.push_back(path[i]);
  }
  if (!asked.names.empty()) check_name(asked.names[0], "slot", asked.bad);
  auto message = route.read(asked);
  if (!asked.bad.empty()) return response_of(invalid_fields("the request", asked.bad));
  return message;
}

HttpResponse json_response(unsigned status, const boost::json::object& body) {
  return {status, {{"Content-Type", "application/json"}}, boost::json::serialize(body) + "\n"};
}

std::string retry_after(const boost::json::value& seconds) {
  boost::system::error_code error;
  const auto number = seconds.to_number<double>(error);
  constexpr double kMost = 86'400;
  return error || !(number >= 0 && number <= kMost)
             ? ""
             : std::to_string(static_cast<std::int64_t>(std::ceil(number)));
}

}  // namespace

std::variant<Message, HttpResponse> message_of(const HttpRequest& request) {
  const auto path = split(request.target);
  std::string allowed;
  for (const auto& route : routes()) {
    if (!matches(route, path)) continue;
    if (route.method == request.method) return read_with(route, request, path);
    allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
  }
  if (allowed.empty()) {
    return response_of(Error{.code = "NOT_FOUND", .message = "there is nothing at this path"});
  }
  auto response =
      response_of(Error{.code = "INVALID_REQUEST",
                        .message = "this path does not know " + request.method + "; it knows " + allowed});
  response.status = 405;
  response.fields.emplace_back("Allow", allowed);
  return response;
}

HttpResponse response_of(const Error& error) {
  const int status = error.kind().http;
  auto response = json_response(status == 0 ? 500 : static_cast<unsigned>(status), error.to_json());
  if (const auto* seconds = error.details.if_contains("retry_after")) {
    if (const auto text = retry_after(*seconds); !text.empty())
      response.fields.emplace_back("Retry-After", text);
  }
  return response;
}

HttpResponse response_of(const Message& reply) {
  if (const auto* accepted = std::get_if<Accepted>(&reply)) {
    auto response = json_response(202, to_object(*accepted));
    response.fields.emplace_back("Location", "/v1/slots/" + accepted->slot);
    return response;
  }
  if (std::holds_alternative<NoContent>(reply)) return {.status = 204};
  if (const auto* failure = std::get_if<Failure>(&reply)) return response_of(failure->error);
  if (const auto* state = std::get_if<SlotState>(&reply)) return json_response(200, to_object(*state));
  if (const auto* workers = std::get_if<WorkersState>(&reply)) return json_response(200, to_object(*workers));
  if (const auto* health = std::get_if<Health>(&reply)) return json_response(200, to_object(*health));
  if (const auto* readiness = std::get_if<Readiness>(&reply)) {
    return json_response(readiness->ready ? 200 : 503, to_object(*readiness));
  }
  if (const auto* metrics = std::get_if<MetricsText>(&reply))
    return {200, {{"Content-Type", "text/plain; version=0.0.4"}}, metrics->text};
  return response_of(
      Error{.code = "INTERNAL", .message = "the director answered with " + std::string(message_name(reply))});
}

}  // namespace slots
