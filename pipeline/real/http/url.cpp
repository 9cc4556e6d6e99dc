#include "pipeline/real/http/url.hpp"

#include <algorithm>
#include <charconv>

namespace slots {
namespace {

constexpr std::string_view kScheme = "http://";

Error bad_url(const std::string& why) {
  return {.code = "INVALID_REQUEST", .message = "an address looks like http://host:port; " + why};
}

bool is_port(const std::string& text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number <= 65535;
}

bool is_plain(char c) {
  return c > ' ' && c < 0x7f;
}

}  // namespace

Result<Url> parse_url(const std::string& text) {
  if (!text.starts_with(kScheme)) return bad_url("this one does not begin with http://");
  if (!std::all_of(text.begin(), text.end(), is_plain))
    return bad_url("this one has a space or a special character");
  Url url;
  const auto slash = text.find('/', kScheme.size());
  std::string authority =
      text.substr(kScheme.size(), slash == std::string::npos ? slash : slash - kScheme.size());
  if (slash != std::string::npos) url.target = text.substr(slash);
  if (authority.find('@') != std::string::npos) return bad_url("a user name in it is not supported");
  const auto bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string::npos) return bad_url("this one has no ']'");
  if (const auto colon = authority.find(':', bracket); colon != std::string::npos) {
    url.port = authority.substr(colon + 1);
    authority.resize(colon);
  }
  if (!is_port(url.port)) return bad_url("its port '" + url.port + "' is not between 0 and 65535");
  if (bracket != 0) authority = authority.substr(1, authority.size() - 2);
  if (authority.empty()) return bad_url("this one has no host");
  url.host = authority;
  return url;
}

}  // namespace slots
