#include "pipeline/stages/keyframe_board.hpp"

#include <gtest/gtest.h>

#include <future>

namespace slots {
namespace {

TEST(KeyframeBoard, HandsAKeyframeToTheOneWhoWaits) {
  KeyframeBoard board;
  auto waiting = std::async(std::launch::async, [&] { return board.wait(2); });
  board.put(0, {0.1F});
  board.put(2, {0.2F});
  EXPECT_EQ(*waiting.get().keyframe, Picture{0.2F});
}

TEST(KeyframeBoard, KeepsThemForAnotherAttempt) {
  KeyframeBoard board;
  board.put(0, {0.5F});
  EXPECT_TRUE(board.wait(0).keyframe);
  EXPECT_TRUE(board.wait(0).keyframe);
}

TEST(KeyframeBoard, EndsTheWaitWhenVideoFails) {
  KeyframeBoard board;
  auto waiting = std::async(std::launch::async, [&] { return board.wait(4); });
  board.end_video("CUDA_ERROR");
  const auto waited = waiting.get();
  EXPECT_FALSE(waited.keyframe);
  EXPECT_EQ(waited.code, "CUDA_ERROR");
}

TEST(KeyframeBoard, WaitsAgainWhenVideoBeginsAnew) {
  KeyframeBoard board;
  board.end_video("CANCELLED");
  board.begin_video();
  auto waiting = std::async(std::launch::async, [&] { return board.wait(1); });
  board.put(1, {0.5F});
  EXPECT_TRUE(waiting.get().keyframe);
}

TEST(KeyframeBoard, EndsTheWaitWhenClipIsCancelled) {
  KeyframeBoard board;
  auto waiting = std::async(std::launch::async, [&] { return board.wait(3); });
  board.cancel_clip();
  const auto waited = waiting.get();
  EXPECT_FALSE(waited.keyframe);
  EXPECT_EQ(waited.code, "");
}

}  // namespace
}  // namespace slots
