// The HTTP face of the messages between client and director, as pure functions of both sides.
//
//   POST   /v1/slots                  Submit    → Accepted: 202, Location     (header Idempotency-Key)
//   GET    /v1/slots/ID               GetSlot   → SlotState
//   GET    /v1/slots/ID/events        Watch     → SlotEvent …: server-sent events (header Last-Event-ID)
//   GET    /v1/slots/ID/files/NAME    GetFile   → FileReply: the file's bytes
//   DELETE /v1/slots/ID               Cancel    → NoContent: 204
//   GET    /v1/workers                GetWorkers → WorkersState
//   GET    /healthz                   GetHealth → Health: 200 as long as the director lives
//   GET    /readyz                    GetReadiness → Readiness: 200, or 503 while no slot can be made
//
// Requests of other machines' pages are refused first: 403, 415 (request_source.hpp).
//
// A Failure has the status of its code's row in the error table, the error as JSON, and Retry-After when
// details.retry_after (seconds) is there.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "pipeline/protocol/messages.hpp"

namespace slots {

inline constexpr std::size_t kHeaderLimit = 16 << 10;  // bytes of a request's header
inline constexpr std::size_t kBodyLimit = 1 << 20;     // bytes of a request's body

using HttpFields = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method, target;
  std::string idempotency_key, last_event_id;  // headers; empty: absent
  std::string host, origin, content_type;      // likewise; see request_source.hpp
  std::string body;
};

struct HttpResponse {
  unsigned status = 200;
  HttpFields fields;
  std::string body;
};

// What the request asks of the director, or the answer when it asks nothing sensible: 404, 405, or 400 naming
// every bad field.
std::variant<Message, HttpResponse> message_of(const HttpRequest& request);

// The director's answer. SlotEvent and FileReply are streams of their own: not for this.
HttpResponse response_of(const Message& reply);
HttpResponse response_of(const Error& error);

// The client's side. Messages that no client sends, and GetFile (which is a download), are INVALID_REQUEST.
Result<HttpRequest> request_of(const Message& message);
// The reply to `asked`: its answer or a Failure.
Message reply_of(const Message& asked, unsigned status, const std::string& body);

}  // namespace slots
