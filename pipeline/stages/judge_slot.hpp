// Reads a slot's keyframes back from their PNG files and lets the CLIP gate judge them against a prompt.
#pragma once

#include <filesystem>
#include <string>

#include "pipeline/models/model_error.hpp"
#include "pipeline/stages/clip_gate.hpp"

namespace slots {

// `slot` holds keyframe-0000.png …; `models` a whole manifest. MODEL_* as when loading; MODEL_NOT_FOUND names
// a keyframe that is missing or no PNG.
ModelResult<ClipScore> judge_slot(const std::filesystem::path& models, const std::filesystem::path& slot,
                                  const std::string& prompt);

}  // namespace slots
