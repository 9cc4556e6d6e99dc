#include "pipeline/protocol/error.hpp"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>

namespace slots {
namespace {

using enum ErrorCategory;

constexpr std::array kKinds = {
    ErrorKind{"INVALID_REQUEST", 400, validation, false, 2, "correct the named field and submit again"},
    ErrorKind{"UNAUTHENTICATED", 401, validation, false, 1, "send a valid token"},
    ErrorKind{"FORBIDDEN", 403, validation, false, 1, "ask the operator for the right"},
    ErrorKind{"PAYLOAD_TOO_LARGE", 413, validation, false, 2, "send less"},
    ErrorKind{"UNSUPPORTED_MEDIA_TYPE", 415, validation, false, 2, "send the body as application/json"},
    ErrorKind{"RATE_LIMITED", 429, transient, true, 69, "wait as Retry-After says"},
    ErrorKind{"NOT_FOUND", 404, outcome, false, 1, "check the id"},
    ErrorKind{"CONFLICT", 409, outcome, false, 1, "read the outcome that is there already"},
    ErrorKind{"DEADLINE_EXCEEDED", 408, outcome, false, 124, "ask for a later deadline"},
    ErrorKind{"DEADLINE_UNREACHABLE", 408, outcome, false, 124, "ask for a later deadline"},
    ErrorKind{"CANCELLED", 499, outcome, false, 130, "submit again if it is still wanted"},
    ErrorKind{"QUALITY_REJECTED", 422, outcome, false, 1, "change the prompt or the seed"},
    ErrorKind{"CUDA_OUT_OF_MEMORY", 503, resource, true, 1, "free memory on the device or use a larger one"},
    ErrorKind{"VRAM_BUDGET_EXCEEDED", 503, resource, true, 1, "wait until the device's memory is free"},
    ErrorKind{"CUDA_ERROR", 503, transient, true, 1, "try another worker"},
    ErrorKind{"GPU_LOST", 503, transient, true, 1, "check the device; the worker has left it"},
    ErrorKind{"GPU_HANG", 503, transient, true, 1, "check the device; the worker was ended"},
    ErrorKind{"BACKEND_FALLBACK", 0, outcome, false, 0, "check the device that was passed over"},
    ErrorKind{"STAGE_TIMEOUT", 504, transient, true, 124,
              "look at the stage's log; raise its limit if it is honest work"},
    ErrorKind{"MODEL_NOT_FOUND", 503, permanent, false, 1, "fetch the model or correct the manifest"},
    ErrorKind{"MODEL_CORRUPTED", 503, permanent, false, 1, "fetch the model again"},
    ErrorKind{"MODEL_VERSION_MISMATCH", 503, permanent, false, 1, "use the manifest's version of the model"},
    ErrorKind{"MODEL_LOAD_FAILED", 503, permanent, false, 1, "check the model file and its format"},
    ErrorKind{"DOWNLOAD_FAILED", 503, transient, true, 69, "check the model server"},
    ErrorKind{"STORAGE_FULL", 507, resource, true, 1, "free space on the disk"},
    ErrorKind{"STORAGE_ERROR", 500, permanent, false, 1, "check the disk"},
    ErrorKind{"STORAGE_BUSY", 503, transient, true, 69, "wait; the disk is slow"},
    ErrorKind{"WORKER_CRASHED", 503, transient, true, 1, "submit again; read the worker's log"},
    ErrorKind{"WORKER_UNRESPONSIVE", 503, transient, true, 1, "submit again; read the worker's log"},
    ErrorKind{"WORKER_START_FAILED", 503, transient, true, 1, "read the worker's log"},
    ErrorKind{"NETWORK_PARTITION", 503, transient, true, 69, "check the network between the two"},
    ErrorKind{"NETWORK_TIMEOUT", 503, transient, true, 69, "check the network and try again"},
    ErrorKind{"CIRCUIT_BREAKER_OPEN", 503, transient, true, 69, "wait as Retry-After says"},
    ErrorKind{"QUEUE_FULL", 503, transient, true, 69, "wait as Retry-After says"},
    ErrorKind{"DRAINING", 503, transient, true, 69, "use another director or wait"},
    ErrorKind{"INTERNAL", 500, unknown, true, 1, "report this with its correlation id"},
};

}  // namespace

std::string_view to_string(ErrorCategory category) {
  switch (category) {
    case validation:
      return "validation";
    case transient:
      return "transient";
    case resource:
      return "resource";
    case permanent:
      return "permanent";
    case outcome:
      return "outcome";
    case unknown:
      return "unknown";
  }
  return "unknown";
}

std::span<const ErrorKind> error_kinds() {
  return kKinds;
}

const ErrorKind& error_kind(std::string_view code) {
  const auto* found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& k) { return k.code == code; });
  return found == kKinds.end() ? kKinds.back() : *found;
}

boost::json::object Error::to_json() const {
  boost::json::object all_details = details;
  all_details.emplace("suggested_action", std::string(kind().suggested_action));
  return {{"error",
           {{"code", code.text},
            {"message", message},
            {"category", std::string(to_string(kind().category))},
            {"retryable", kind().retryable},
            {"correlation_id", correlation_id},
            {"details", std::move(all_details)}}}};
}

Error Error::from_json(const boost::json::value& json) {
  Error error{.code = "INTERNAL",
              .message = "an error without the agreed shape: " + boost::json::serialize(json)};
  const auto* outer = json.if_object();
  const auto* inner = outer ? outer->if_contains("error") : nullptr;
  const auto* fields = inner ? inner->if_object() : nullptr;
  if (!fields) return error;
  const auto text = [&](std::string_view key, std::string& into) {
    if (const auto* value = fields->if_contains(key); value && value->is_string())
      into = value->as_string().c_str();
  };
  text("code", error.code.text);
  text("message", error.message);
  text("correlation_id", error.correlation_id);
  if (const auto* value = fields->if_contains("details"); value && value->is_object()) {
    error.details = value->as_object();
  }
  return error;
}

void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const Error& error) {
  json = error.to_json();
}

Error tag_invoke(boost::json::value_to_tag<Error>, const boost::json::value& json) {
  return Error::from_json(json);
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw ErrorException(error);
}

}  // namespace slots
