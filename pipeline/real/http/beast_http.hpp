// Requests and responses between Beast's types and the server's own.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <string>

#include "pipeline/real/http/http_routes.hpp"

namespace slots {

using BeastRequest = boost::beast::http::request<boost::beast::http::string_body>;

// A header that is there several times is a list of all its values, separated by commas.
HttpRequest request_of(const BeastRequest& request);

// The status line and the fields, up to the empty line.
std::string header_text(unsigned status, const HttpFields& fields, bool keep_alive);

// Beast's reasons to refuse a request, in the pipeline's words; none: the client is gone or silent.
std::optional<Error> refusal_of(const boost::system::error_code& error);

}  // namespace slots
