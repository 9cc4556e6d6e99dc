// Memory for coroutine frames and strands: free lists by size class of 64 bytes, one per thread. A simulated
// run makes a frame per message, and malloc would be most of its cost. Under sanitizers every frame is its
// own allocation, since a pool hides use-after-free.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>

namespace slots {

class FramePool {
 public:
  static void* take(std::size_t bytes) {
    ++live_;
    const auto size_class = (bytes + kUnit - 1) / kUnit;
    if (kPooled && size_class < kClasses && free_[size_class]) {
      Free* frame = free_[size_class];
      free_[size_class] = frame->next;
      return frame;
    }
    return ::operator new(size_class * kUnit);
  }

  static void give(void* frame, std::size_t bytes) noexcept {
    --live_;
    const auto size_class = (bytes + kUnit - 1) / kUnit;
    if (kPooled && size_class < kClasses) {
      free_[size_class] = new (frame) Free{free_[size_class]};
      return;
    }
    ::operator delete(frame);
  }

  // Frames alive on this thread: a test that ends with more than it began with has leaked one.
  static std::int64_t live() { return live_; }

 private:
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SLOTS_FRAMES_UNPOOLED
#endif
#endif
#ifdef SLOTS_FRAMES_UNPOOLED
  static constexpr bool kPooled = false;
#else
  static constexpr bool kPooled = true;
#endif
  static constexpr std::size_t kUnit = 64, kClasses = 64;
  struct Free {
    Free* next;
  };
  static inline thread_local std::array<Free*, kClasses> free_{};
  static inline thread_local std::int64_t live_ = 0;
};

}  // namespace slots
