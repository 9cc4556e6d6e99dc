#include <gtest/gtest.h>

#include "pipeline/director/director.hpp"

namespace slots {
namespace {

TEST(StartExitCode, TellsWhatIsInTheWay) {
  const auto of = [](const char* code, const char* cause = nullptr) {
    Error error{.code = code};
    if (cause) error.details["errno"] = cause;
    return start_exit_code(error);
  };
  EXPECT_EQ(of("NETWORK_TIMEOUT", "EADDRNOTAVAIL"), 69);
  EXPECT_EQ(of("STORAGE_ERROR"), 74);
  EXPECT_EQ(of("STORAGE_FULL", "ENOSPC"), 74);
  EXPECT_EQ(of("NOT_FOUND", "ENOENT"), 74);
  EXPECT_EQ(of("CONFLICT", "EADDRINUSE"), 75);
  EXPECT_EQ(of("STORAGE_BUSY"), 75);
  EXPECT_EQ(of("NETWORK_TIMEOUT", "EACCES"), 77);
  EXPECT_EQ(of("STORAGE_ERROR", "EROFS"), 77);
  EXPECT_EQ(of("INVALID_REQUEST"), 78);
}

}  // namespace
}  // namespace slots
