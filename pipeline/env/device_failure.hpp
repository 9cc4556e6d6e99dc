// What it means for a stage that its device fails, and what is done about it: the decisions that all devices
// share, LibTorch's and the simulated one. No LibTorch here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "pipeline/env/device_plugin.hpp"
#include "pipeline/protocol/error.hpp"
#include "pipeline/protocol/stage.hpp"

namespace slots {

// Codes (names of the error table): CUDA_OUT_OF_MEMORY, VRAM_BUDGET_EXCEEDED, CUDA_ERROR, GPU_LOST,
// QUALITY_REJECTED, CANCELLED, STORAGE_FULL, STORAGE_ERROR, INTERNAL; when loading also MODEL_NOT_FOUND,
// MODEL_CORRUPTED, MODEL_VERSION_MISMATCH, MODEL_LOAD_FAILED.
struct StageError {
  std::string code;
  std::string stage;                 // "audio", "image", "video", "clip"; "load", "health" outside a slot
  std::string message;               // safe to show to a client
  std::uint64_t required_bytes = 0;  // out of memory, as the device reported them; over budget
  std::uint64_t available_bytes = 0;
  std::uint64_t capacity_bytes = 0;
  std::uint64_t largest_block_bytes = 0;            // out of memory although enough is free, but in pieces
  std::uint64_t limit_bytes = 0, others_bytes = 0;  // over budget only: the hard limit; held by others
  std::uint64_t kept_bytes = 0;                     // did not come back, more than limit_bytes
  std::string expected, found;                      // model errors: both sums or versions
  bool co_runner = false;                           // another program's fault: nobody here is to blame
  int device_code = 0;  // what the device called it: cudaError_t; 0: it has no code
  bool fatal = false;   // the device is poisoned or lost: the process must go (exit 70)
};

// As messages carry it; the numbers become details.
Error as_error(const StageError&);
// Whether this error says that another program's fault was the cause.
bool blames_a_co_runner(const Error&);

// QUALITY_REJECTED: what leaves the stage is none of what it may be. `why`: "sample 3 is nan, outside [-1,
// 1]".
StageError rejected(const std::string& stage, const std::string& what, const std::string& why);

// What the device said of a call that failed. `device`: "cuda:0". `what` begins the message: "image stage",
// "loading the models". `otherwise`: why it failed when the device has nothing to say.
StageError device_failure(const DeviceError&, const std::string& device, const std::string& stage,
                          const std::string& what, const std::string& otherwise = {});

// MODEL_CORRUPTED: the weights of that model on the device are not those that were loaded; both sums.
StageError corrupted_weights(const std::string& model, const std::string& expected, const std::string& found);

// What a check of the device computes: the numbers 0 … 63 as a matrix, squared and summed. Small whole
// numbers, so exact on every device.
inline constexpr double kKnownSum = 529'536;
// CUDA_ERROR: `what` gave another number. The device must not be used.
StageError computed_wrongly(const std::string& stage, const std::string& what, double found,
                            const std::string& device);
// How the check after a stopped stage is called, and what it is in words.
inline constexpr const char *kRecheck = "recheck", *kRecheckInWords = "the check after a stopped stage";
// CUDA_ERROR: a stage was stopped, and of its memory more stayed than may leak. The process must go.
StageError memory_kept(std::uint64_t kept, std::uint64_t limit, const std::string& device);

// `what`: "image stage", "the health computation".
StageError cancelled(const std::string& stage, const std::string& what);

// No models are on the device.
StageError not_loaded(const std::string& stage, const std::string& what);

// Video builds on audio and image. INTERNAL names the one that has not run; nothing: `stage` may run.
std::optional<StageError> out_of_order(Stage stage, const ByStage<bool>& complete);

// A clip waits for the keyframes of its video, which ended with `code` before they were all there. CANCELLED:
// the video's own failure is the slot's.
StageError without_keyframes(const std::string& code);

// Whether the stage runs once more on the spot, with everything of it freed: after out of memory, while it
// has run out of memory no more than `oom_retries` times (`failures`, this one among them).
bool runs_again(const StageError&, int failures, int oom_retries);

}  // namespace slots
