#include "pipeline/protocol/partial.hpp"

#include <gtest/gtest.h>

#include "pipeline/protocol/error.hpp"

namespace slots {
namespace {

TEST(PartialResult, IsFoundInTheErrorThatItIsAttachedTo) {
  Error error{.code = "WORKER_CRASHED", .message = "lost"};
  EXPECT_EQ(partial_of(error.to_json()), nullptr);
  error.details[kPartial] = {{"stages", {"audio"}}};
  const auto json = error.to_json();
  const auto* partial = partial_of(json);
  ASSERT_NE(partial, nullptr);
  EXPECT_EQ(partial->at("stages").as_array().size(), 1u);
  EXPECT_EQ(partial_of({{"error", "none"}}), nullptr);
}

}  // namespace
}  // namespace slots
