#include "pipeline/real/http/request_source.hpp"

#include <gmock/gmock.h>

namespace slots {
namespace {

using ::testing::HasSubstr;

std::string code_of(const HttpRequest& request, std::string_view own_host = "127.0.0.1") {
  const auto refusal = refusal_by_source(request, own_host);
  return refusal ? refusal->code.text : "";
}

HttpRequest get(const std::string& host) {
  return {.method = "GET", .target = "/v1/workers", .host = host};
}

HttpRequest post(const std::string& content_type, const std::string& origin = "") {
  return {.method = "POST",
          .target = "/v1/slots",
          .host = "localhost",
          .origin = origin,
          .content_type = content_type};
}

TEST(RequestSource, IsTheMachineItselfUnderItsLoopbackNames) {
  for (const char* host : {"localhost", "LocalHost:8460", "127.0.0.1", "127.0.0.1:1", "127.8.9.1:65535",
                           "[::1]", "[::1]:8460", "localhost:"}) {
    EXPECT_EQ(code_of(get(host)), "") << host;
  }
  EXPECT_EQ(code_of(get("director.example:80"), "director.example"), "") << "what it listens on";
}

TEST(RequestSource, IsForeignUnderAnyOtherName) {
  for (const char* host :
       {"evil.example", "evil.example:8460", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.1",
        "[2001:db8::1]", "[::1", "[::1]x", "localhost:8460:1", "localhost:x", "localhost, evil.example",
        "user@localhost", "127.0.0.1x", "::1", ":8460", "0.0.0.0"}) {
    EXPECT_EQ(code_of(get(host)), "FORBIDDEN") << host;
  }
}

TEST(RequestSource, IsUnknownWithoutAHost) {
  EXPECT_EQ(code_of(get("")), "INVALID_REQUEST");
}

TEST(RequestSource, IsForeignWhenAPageOfAnotherOriginAsks) {
  EXPECT_EQ(code_of(post("application/json", "http://localhost:3000")), "");
  EXPECT_EQ(code_of(post("application/json", "https://127.0.0.1")), "");
  for (const char* origin : {"http://evil.example", "null", "file://", "https://localhost.evil.example",
                             "http://localhost:80/path", "localhost"}) {
    EXPECT_EQ(code_of(post("application/json", origin)), "FORBIDDEN") << origin;
  }
  HttpRequest read = get("localhost");
  read.origin = "http://evil.example";
  EXPECT_EQ(code_of(read), "FORBIDDEN") << "also when it only reads";
}

TEST(RequestSource, MayPostJsonOnly) {
  EXPECT_EQ(code_of(post("application/json")), "");
  EXPECT_EQ(code_of(post("Application/JSON ; charset=utf-8")), "");
  for (const char* type :
       {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/jsonp", "text/plain; application/json"}) {
    EXPECT_EQ(code_of(post(type)), "UNSUPPORTED_MEDIA_TYPE") << type;
  }
}

TEST(RequestSource, IsNamedWithWhatWouldBeRight) {
  const auto refusal = refusal_by_source(get("evil.example"), "127.0.0.1");
  EXPECT_THAT(refusal->message, HasSubstr("the Host 'evil.example' is not this director's"));
  EXPECT_THAT(refusal->message, HasSubstr("localhost, a loopback address or 127.0.0.1"));
  const auto endless = refusal_by_source(get(std::string(10'000, 'x')), "127.0.0.1");
  EXPECT_LT(endless->message.size(), 300u);
}

}  // namespace
}  // namespace slots
