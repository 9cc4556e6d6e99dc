#include "pipeline/real/http/request_source.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cctype>

namespace slots {
namespace {

constexpr std::size_t kShown = 100;  // bytes of a header in a message

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return result;
}

bool is_port(std::string_view text) {
  return text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

// "host", "host:port", "[address]:port" without the port and the brackets; empty when it is none of them.
std::string host_of(std::string_view authority) {
  const auto bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) return "";
  if (const auto colon = authority.find(':', bracket); colon != std::string_view::npos) {
    if (!is_port(authority.substr(colon + 1))) return "";
    authority = authority.substr(0, colon);
  }
  if (bracket == 0) return lower(authority);
  return authority.ends_with(']') ? lower(authority.substr(1, authority.size() - 2)) : "";
}

bool is_own(std::string_view authority, std::string_view own_host) {
  const std::string host = host_of(authority);
  if (host.empty()) return false;
  if (host == "localhost" || host == lower(own_host)) return true;
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  return !error && address.is_loopback();
}

bool is_own_origin(std::string_view origin, std::string_view own_host) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.starts_with(scheme)) return is_own(origin.substr(scheme.size()), own_host);
  }
  return false;
}

bool is_json(std::string_view content_type) {
  std::string type = lower(content_type.substr(0, content_type.find(';')));
  while (type.ends_with(' ') || type.ends_with('\t')) type.pop_back();
  return type == "application/json";
}

Error foreign(const char* header, const std::string& value, std::string_view own_host) {
  return {
      .code = "FORBIDDEN",
      .message = std::string("the ") + header + " '" + value.substr(0, kShown) +
                 "' is not this director's: it serves only who asks for localhost, a loopback address or " +
                 std::string(own_host),
      .details = {{"header", header}}};
}

}  // namespace

std::optional<Error> refusal_by_source(const HttpRequest& request, std::string_view own_host) {
  if (request.host.empty()) {
    return Error{
        .code = "INVALID_REQUEST", .message = "the request has no Host", .details = {{"header", "Host"}}};
  }
  if (!is_own(request.host, own_host)) return foreign("Host", request.host, own_host);
  if (!request.origin.empty() && !is_own_origin(request.origin, own_host)) {
    return foreign("Origin", request.origin, own_host);
  }
  if (request.method == "POST" && !is_json(request.content_type)) {
    return Error{
        .code = "UNSUPPORTED_MEDIA_TYPE",
        .message =
            "the body's Content-Type is " +
            (request.content_type.empty() ? "missing" : "'" + request.content_type.substr(0, kShown) + "'") +
            ", it must be application/json",
        .details = {{"header", "Content-Type"}}};
  }
  return std::nullopt;
}

}  // namespace slots
