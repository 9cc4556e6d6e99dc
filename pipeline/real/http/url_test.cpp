#include "pipeline/real/http/url.hpp"

#include <gtest/gtest.h>

namespace slots {
namespace {

TEST(Url, HasHostPortAndTarget) {
  const auto url = parse_url("http://models.example:8080/a/b?c=d").value();
  EXPECT_EQ(url.host, "models.example");
  EXPECT_EQ(url.port, "8080");
  EXPECT_EQ(url.target, "/a/b?c=d");
  EXPECT_EQ(parse_url("http://h").value().port, "80");
  EXPECT_EQ(parse_url("http://h").value().target, "/");
}

TEST(Url, MayNameAnIpv6Address) {
  const auto url = parse_url("http://[::1]:9/x").value();
  EXPECT_EQ(url.host, "::1");
  EXPECT_EQ(url.port, "9");
  EXPECT_EQ(parse_url("http://[::1]").value().host, "::1");
}

TEST(Url, IsRefusedWhenItCannotBeOne) {
  for (const char* text :
       {"", "https://h", "h:80", "http://", "http://:80", "http://h:x", "http://h:70000", "http://h:-1",
        "http://h:", "http://[::1", "http://user@h", "http://h/a b", "http://h/\r\nEvil: yes"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

}  // namespace
}  // namespace slots
