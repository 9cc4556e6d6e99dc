#include "pipeline/env/real/network.hpp"

namespace slots {
namespace {

constexpr std::string_view kUnix = "unix:";

Error unknown_address(const std::string& address) {
  return {.code = "INVALID_REQUEST", .message = "the address '" + address + "' begins with none of: unix:"};
}

}  // namespace

Result<void> RealNetwork::listen(const std::string& address, Channel<ConnectionPtr>& accepted) {
  if (address.starts_with(kUnix)) return unix_.listen(address.substr(kUnix.size()), accepted);
  return unknown_address(address);
}

Task<Result<ConnectionPtr>> RealNetwork::dial(std::string address) {
  if (address.starts_with(kUnix)) co_return co_await unix_.dial(address.substr(kUnix.size()));
  co_return unknown_address(address);
}

Task<Result<std::int64_t>> RealNetwork::fetch(FetchRequest request) {
  co_return unknown_address(request.url);
}

}  // namespace slots
