// Builds the four networks of a profile with constructed weights (no training, no download) and writes them
// with their manifest. The same profile and seed give the same bytes on every run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "pipeline/models/manifest.hpp"
#include "pipeline/models/profile.hpp"

namespace slots {

// Each file is written under a temporary name, synchronised and renamed; the manifest comes last. `built`
// hears of each finished model. Errors: STORAGE_FULL, STORAGE_ERROR.
ModelResult<Manifest> build_models(const Profile&, const std::filesystem::path& folder, std::uint64_t seed,
                                   const std::function<void(const ModelEntry&)>& built = {});

// Writes DIR/manifest.json anew, whole or not at all. Errors: STORAGE_FULL, STORAGE_ERROR.
ModelResult<void> write_manifest(const std::filesystem::path& folder, const Manifest&);

}  // namespace slots
