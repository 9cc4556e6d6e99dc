// The manifest of a model folder, manifest.json: which files belong together, how large they are, and their
// sums.
//
//   {"format": 1, "profile": "tiny", "version": "1", "seed": 1, "models": [
//     {"name": "audio", "version": "1", "format": "torchscript", "file": "audio.pt", "bytes": 421337,
//      "sha256": "9f…", "weights_checksum": "00a1…"}, … ],
//    "costs": {"stages": {"audio": {"launches": 2523, "allocations": 7000,
//      "allocated_bytes": 9000000, "peak_bytes": 20000, "model_bytes": 405432}, … }}}
//
// sha256 is of the file; weights_checksum of the weights once they are resident (weights_checksum.hpp).
// Costs are there where slot-models counted them on a device.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/models/model_error.hpp"
#include "pipeline/protocol/costs.hpp"

namespace slots {

inline constexpr int kManifestFormat = 1;
inline constexpr std::string_view kManifestFile = "manifest.json";
inline constexpr std::string_view kModelVersion = "1";  // of the networks that this program runs
inline constexpr std::string_view kModelFormat = "torchscript";
inline constexpr const char* kModelNames[] = {"audio", "image", "video", "clip"};

struct ModelEntry {
  std::string name;  // "audio", "image", "video", "clip"
  std::string version, format;
  std::string file;  // a plain file name beside the manifest, never a path
  std::uint64_t bytes = 0;
  std::string sha256;  // 64 lower-case hexadecimal digits
  std::uint64_t weights_checksum = 0;
};

struct Manifest {
  std::string profile, version;
  std::uint64_t seed = 0;
  std::vector<ModelEntry> models;
  std::optional<Costs> costs;

  const ModelEntry* find(std::string_view name) const;
};

// Parses a manifest as it came from a file or a server. Anything that is missing, of the wrong type or unsafe
// (a file name that leads out of the folder) is MODEL_CORRUPTED; another manifest format is
// MODEL_VERSION_MISMATCH.
ModelResult<Manifest> parse_manifest(std::string_view json);
std::string to_json(const Manifest&);

// Reads DIR/manifest.json; MODEL_NOT_FOUND when it is not there.
ModelResult<Manifest> read_manifest(const std::filesystem::path& folder);

// Whether this program can run these models under `profile`: MODEL_VERSION_MISMATCH with both sides, or
// MODEL_NOT_FOUND when one of the four models is not named.
ModelResult<void> check_compatible(const Manifest&, std::string_view profile);

}  // namespace slots
