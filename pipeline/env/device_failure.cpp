#include "pipeline/env/device_failure.hpp"

#include <algorithm>

#include "pipeline/protocol/bytes.hpp"

namespace slots {
namespace {

StageError error(std::string code, std::string stage, std::string message) {
  StageError e;
  e.code = std::move(code);
  e.stage = std::move(stage);
  e.message = std::move(message);
  return e;
}

// The first line, without a stack and without an end: an exception's text may hold anything.
std::string brief(std::string text) {
  constexpr std::size_t kMost = 200;
  text.resize(std::min({text.find('\n'), text.size(), kMost}));
  return text;
}

StageError out_of_memory(const DeviceError& said, const std::string& device, const std::string& stage,
                         const std::string& what) {
  const std::string in_one = said.largest_block ? " in one piece, " : ", ";
  const std::string needs =
      said.required ? " needs " + human_bytes(said.required) + in_one : " needs more memory: ";
  const std::string largest =
      said.largest_block ? "; the largest free block has " + human_bytes(said.largest_block) : "";
  StageError e = error("CUDA_OUT_OF_MEMORY", stage,
                       what + needs + human_bytes(said.available) + " free of " + human_bytes(said.capacity) +
                           " on " + device + largest);
  e.largest_block_bytes = said.largest_block;
  e.required_bytes = said.required;
  e.available_bytes = said.available;
  e.capacity_bytes = said.capacity;
  return e;
}

}  // namespace

Error as_error(const StageError& failed) {
  Error error{.code = ErrorCode(failed.code), .message = failed.message};
  if (!failed.stage.empty()) error.details["stage"] = failed.stage;
  if (failed.code == "CUDA_OUT_OF_MEMORY") {
    error.details["required_bytes"] = failed.required_bytes;
    error.details["available_bytes"] = failed.available_bytes;
    error.details["capacity_bytes"] = failed.capacity_bytes;
    if (failed.largest_block_bytes) error.details["largest_block_bytes"] = failed.largest_block_bytes;
  }
  if (failed.code == "VRAM_BUDGET_EXCEEDED") {
    error.details["required_bytes"] = failed.required_bytes;
    error.details["available_bytes"] = failed.available_bytes;
    error.details["limit_bytes"] = failed.limit_bytes;
    error.details["held_by_others_bytes"] = failed.others_bytes;
  }
  if (failed.kept_bytes != 0) {
    error.details["kept_bytes"] = failed.kept_bytes;
    error.details["limit_bytes"] = failed.limit_bytes;
  }
  if (failed.device_code != 0) error.details["cuda_error"] = failed.device_code;
  if (failed.co_runner) error.details["co_runner"] = true;
  if (!failed.expected.empty()) {
    error.details["expected"] = failed.expected;
    error.details["found"] = failed.found;
  }
  return error;
}

StageError rejected(const std::string& stage, const std::string& what, const std::string& why) {
  return error("QUALITY_REJECTED", stage, what + ": " + why);
}

StageError corrupted_weights(const std::string& model, const std::string& expected,
                             const std::string& found) {
  StageError e =
      error("MODEL_CORRUPTED", "verify",
            "the weights of model " + model + " on the device are corrupted: their checksum should be " +
                expected + " and is " + found + "; load the model again");
  e.expected = expected;
  e.found = found;
  return e;
}

bool blames_a_co_runner(const Error& error) {
  const auto* said = error.details.if_contains("co_runner");
  return said && *said == boost::json::value(true);
}

StageError device_failure(const DeviceError& said, const std::string& device, const std::string& stage,
                          const std::string& what, const std::string& otherwise) {
  if (!said.stage.empty() && said.stage != stage) {  // whose work it was, not who heard of it first
    DeviceError own = said;
    own.stage.clear();
    own.message += ", seen first by the " + what;
    return device_failure(own, device, said.stage, said.stage + " stage", otherwise);
  }
  const std::string on = what + " failed on " + device + ": " + brief(said.message);
  StageError e;
  switch (said.fault) {
    case DeviceFault::out_of_memory:
      return out_of_memory(said, device, stage, what);
    case DeviceFault::launch_failed:
      e = error("CUDA_ERROR", stage, on + "; the device can go on");
      e.device_code = said.code;
      return e;
    case DeviceFault::sticky:
      e = error("CUDA_ERROR", stage, on + "; the process must end to free the device");
      break;
    case DeviceFault::co_runner:
      e = error("CUDA_ERROR", stage,
                on + "; another program that shares its context failed, and the process must end");
      e.co_runner = true;
      break;
    case DeviceFault::lost:
      e = error("GPU_LOST", stage, on + "; the device no longer answers");
      break;
    case DeviceFault::none:
      return error("INTERNAL", stage, what + " failed: " + brief(otherwise));
  }
  e.fatal = true;
  e.device_code = said.code;
  return e;
}

StageError computed_wrongly(const std::string& stage, const std::string& what, double found,
                            const std::string& device) {
  StageError e = error("CUDA_ERROR", stage,
                       what + " on " + device + " gave " + std::to_string(found) + " instead of " +
                           std::to_string(kKnownSum) + "; the device computes wrongly and must not be used");
  e.fatal = true;
  return e;
}

StageError memory_kept(std::uint64_t kept, std::uint64_t limit, const std::string& device) {
  StageError e = error("CUDA_ERROR", kRecheck,
                       "a stage was stopped and " + human_bytes(kept) + " of its memory on " + device +
                           " did not come back, where " + human_bytes(limit) +
                           " may stay; the process must end to free it");
  e.kept_bytes = kept;
  e.limit_bytes = limit;
  e.fatal = true;
  return e;
}

StageError cancelled(const std::string& stage, const std::string& what) {
  return error("CANCELLED", stage, what + " was cancelled");
}

StageError not_loaded(const std::string& stage, const std::string& what) {
  return error("MODEL_NOT_FOUND", stage, what + " needs models, and none are loaded");
}

std::optional<StageError> out_of_order(Stage stage, const ByStage<bool>& complete) {
  if (stage != Stage::video) return std::nullopt;
  for (const auto& [first, result] : {std::pair{Stage::image, "picture"}, std::pair{Stage::audio, "sound"}}) {
    if (complete[first]) continue;
    return error(
        "INTERNAL", name(stage),
        "video needs the " + std::string(result) + " of the " + in_words(first) + ", which has not run");
  }
  return std::nullopt;
}

StageError without_keyframes(const std::string& code) {
  return error("CANCELLED", name(Stage::clip),
               "clip stage ended without its keyframes: video ended with " + code);
}

bool runs_again(const StageError& failed, int failures, int oom_retries) {
  return failed.code == "CUDA_OUT_OF_MEMORY" && failures <= oom_retries;
}

}  // namespace slots
