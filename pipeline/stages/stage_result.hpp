// What a stage returns, and how it says how far it is.
#pragma once

#include <boost/system/result.hpp>
#include <functional>
#include <stdexcept>
#include <string>

#include "pipeline/env/device_failure.hpp"

namespace slots {

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
