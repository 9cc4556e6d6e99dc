// Checks a model file against its manifest before any loader sees it.
#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/models/manifest.hpp"

namespace slots {

// Whole and unchanged: size and SHA-256 agree with the entry. MODEL_NOT_FOUND says what is there instead
// (nothing, a folder, no permission); MODEL_CORRUPTED carries both sizes or both sums.
ModelResult<void> check_model_file(const std::filesystem::path& file, const ModelEntry&);

// Every file of a folder, in the manifest's order; empty when all are good.
std::vector<ModelError> check_model_folder(const std::filesystem::path& folder, const Manifest&);

}  // namespace slots
