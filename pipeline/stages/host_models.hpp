// The models of a profile in host memory, read and checked before it is known which card they are for: a
// worker that stands by holds them, so that taking over reads no file. (Includes LibTorch.)
#pragma once

#include <torch/script.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "pipeline/models/manifest.hpp"
#include "pipeline/stages/stage_result.hpp"

namespace slots {

struct Profile;

// One thread at a time.
class HostModels {
 public:
  // Errors: MODEL_*.
  static StageResult<std::shared_ptr<HostModels>> read(const std::filesystem::path& folder, const Profile&);

  const Manifest& manifest() const { return manifest_; }

  // The stage's model, its weights moved to the device; it is not here any more then. Nothing: it was taken
  // before. Throws what the device throws.
  std::optional<torch::jit::Module> take(Stage, const c10::Device&);

 private:
  explicit HostModels(Manifest manifest) : manifest_(std::move(manifest)) {}

  const Manifest manifest_;
  ByStage<std::optional<torch::jit::Module>> modules_;
};

}  // namespace slots
