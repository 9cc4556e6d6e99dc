// Where a request comes from. Requests carry no token, so a director listens on loopback addresses only and
// serves whoever runs on its machine. A web page in a browser there is somebody else: it may send what a form
// may send, and it reads every answer when its own name resolves to a loopback address (DNS rebinding). What
// a browser cannot leave out, or make say something else, tells it apart: Host, Origin and the Content-Type
// of what is posted.
#pragma once

#include <optional>
#include <string_view>

#include "pipeline/real/http/http_routes.hpp"

namespace slots {

// Why a director that listens on `own_host` (any port) does not take the request: FORBIDDEN for a Host or an
// Origin that is neither `own_host` nor localhost nor a loopback address, INVALID_REQUEST without a Host,
// UNSUPPORTED_MEDIA_TYPE for what is posted and is not application/json.
std::optional<Error> refusal_by_source(const HttpRequest& request, std::string_view own_host);

}  // namespace slots
