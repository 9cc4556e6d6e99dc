#include "pipeline/real/http/beast_http.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/status.hpp>

namespace slots {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

// All values of a header as one, which is what a list of them means; of Host or Origin there must be one
// only.
std::string header(const BeastRequest& request, std::string_view name) {
  std::string text;
  const auto [first, last] = request.equal_range(name);
  for (auto field = first; field != last; ++field)
    text += (field == first ? "" : ", ") + std::string(field->value());
  return text;
}

}  // namespace

std::string header_text(unsigned status, const HttpFields& fields, bool keep_alive) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " " +
                     std::string(http::obsolete_reason(http::int_to_status(status))) + "\r\n";
  for (const auto& [name, value] : fields) text += name + ": " + value + "\r\n";
  return text + (keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
}

HttpRequest request_of(const BeastRequest& request) {
  std::string host = header(request, "Host");
  if (host.empty() && request.version() < 11)
    host = "localhost";  // HTTP/1.0 knows no Host, and browsers send one
  return {.method = std::string(request.method_string()),
          .target = std::string(request.target()),
          .idempotency_key = header(request, "Idempotency-Key"),
          .last_event_id = header(request, "Last-Event-ID"),
          .host = std::move(host),
          .origin = header(request, "Origin"),
          .content_type = header(request, "Content-Type"),
          .body = request.body()};
}

std::optional<Error> refusal_of(const error_code& error) {
  if (error == http::error::body_limit) {
    return Error{
        .code = "PAYLOAD_TOO_LARGE",
        .message = "the request's body has more than the " + std::to_string(kBodyLimit) + " bytes allowed"};
  }
  if (error == http::error::header_limit) {
    return Error{.code = "PAYLOAD_TOO_LARGE",
                 .message = "the request's header has more than the " + std::to_string(kHeaderLimit) +
                            " bytes allowed"};
  }
  const bool gone = error == http::error::end_of_stream || error == http::error::partial_message;
  if (gone || error.category() != http::make_error_code(http::error::end_of_stream).category())
    return std::nullopt;
  return Error{.code = "INVALID_REQUEST", .message = "the request is no HTTP/1.1: " + error.message()};
}

}  // namespace slots
