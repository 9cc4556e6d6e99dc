#include "pipeline/protocol/worker_settings.hpp"

#include <gtest/gtest.h>

namespace slots {
namespace {

TEST(WorkerSettings, ComeBackAsTheyWereWritten) {
  WorkerSettings settings{.role = "worker 1", .device_settings = {{"card", "/c"}}};
  settings.median_ms[Stage::image] = 9000;
  const auto back = worker_settings(to_text(settings));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->role, "worker 1");
  EXPECT_EQ(back->median_ms[Stage::image], 9000);
  EXPECT_EQ(back->median_ms[Stage::clip], 0);
}

TEST(WorkerSettings, NameNoStageThatThereIsNot) {
  std::string text = to_text({.role = "worker 1"});
  text.replace(text.find("\"clip\""), 6, "\"opera\"");
  const auto settings = worker_settings(text);
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().code, "INVALID_REQUEST");
}

}  // namespace
}  // namespace slots
