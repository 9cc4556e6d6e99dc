// How a stage fails, and how far it says it is.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

#include "pipeline/protocol/stage.hpp"

namespace slots {

// Codes (names of the error table): CUDA_OUT_OF_MEMORY, CUDA_ERROR, GPU_LOST, QUALITY_REJECTED, CANCELLED,
// STORAGE_FULL, STORAGE_ERROR, INTERNAL; when loading also MODEL_NOT_FOUND, MODEL_CORRUPTED,
// MODEL_VERSION_MISMATCH, MODEL_LOAD_FAILED.
struct StageError {
  std::string code;
  std::string stage;                 // "audio", "image", "video", "clip"; "load", "health" outside a slot
  std::string message;               // safe to show to a client
  std::uint64_t required_bytes = 0;  // out of memory only, as the device reported them
  std::uint64_t available_bytes = 0;
  std::uint64_t capacity_bytes = 0;
  std::string expected, found;  // model errors: both sums or versions
  bool fatal = false;           // the device is poisoned or lost: the process must go (exit 70)
};

template <class T>
using StageResult = boost::system::result<T, StageError>;

// For result::value().
[[noreturn]] inline void throw_exception_from_error(const StageError& e, const boost::source_location&) {
  throw std::runtime_error(e.code + ": " + e.message);
}

// Called on the stage's thread: (stage, 0, total) when its work on the device begins, then after each step. A
// step is a chunk of sound or video, a denoising step, or a keyframe judged. Must not throw.
using Progress = std::function<void(Stage, int done, int total)>;

}  // namespace slots
