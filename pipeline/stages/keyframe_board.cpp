#include "pipeline/stages/keyframe_board.hpp"

#include "pipeline/env/waiting.hpp"

namespace slots {

void KeyframeBoard::put(std::size_t which, Picture picture) {
  const std::lock_guard lock(mutex_);
  keyframes_.at(which) = std::make_shared<const Picture>(std::move(picture));
  changed_.notify_all();
}

void KeyframeBoard::begin_video() {
  const std::lock_guard lock(mutex_);
  ended_.reset();
}

void KeyframeBoard::end_video(const std::string& code) {
  const std::lock_guard lock(mutex_);
  ended_ = code;
  changed_.notify_all();
}

void KeyframeBoard::cancel_clip() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  changed_.notify_all();
}

KeyframeBoard::Waited KeyframeBoard::wait(std::size_t which) {
  std::unique_lock lock(mutex_);
  const Waiting for_video;
  changed_.wait(lock, [&] { return keyframes_.at(which) || ended_ || cancelled_; });
  if (cancelled_) return {};
  if (ended_) return {nullptr, *ended_};
  return {keyframes_.at(which), {}};
}

}  // namespace slots
