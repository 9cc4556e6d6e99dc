#include "pipeline/real/network.hpp"

#include "pipeline/env/trace.hpp"
#include "pipeline/real/http/http_fetch.hpp"

namespace slots {
namespace {

constexpr std::string_view kUnix = "unix:", kHttp = "http://";

Error unknown_address(const std::string& address) {
  return {.code = "INVALID_REQUEST",
          .message = "the address '" + address + "' begins neither with unix: nor with http://"};
}

}  // namespace

Result<void> RealNetwork::listen(const std::string& address, Channel<ConnectionPtr>& accepted) {
  if (address.starts_with(kUnix)) return unix_.listen(address.substr(kUnix.size()), accepted);
  if (address.starts_with(kHttp)) return server_.listen(address, accepted);
  return unknown_address(address);
}

Task<Result<ConnectionPtr>> RealNetwork::dial(std::string address) {
  trace_mark("network.dial");
  if (address.starts_with(kUnix)) co_return co_await unix_.dial(address.substr(kUnix.size()));
  if (address.starts_with(kHttp)) co_return co_await client_.dial(address, limits());
  co_return unknown_address(address);
}

Task<Result<std::int64_t>> RealNetwork::fetch(FetchRequest request) {
  trace_mark("network.fetch");
  request.silence_limit = clock_.window(request.silence_limit);
  return fetch_http(reactor_, std::move(request), limits());
}

void RealNetwork::stop() {
  unix_.stop();
  server_.stop();
}

}  // namespace slots
