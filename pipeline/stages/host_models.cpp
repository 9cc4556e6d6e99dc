#include "pipeline/stages/host_models.hpp"

#include "pipeline/stages/load_model.hpp"

namespace slots {

StageResult<std::shared_ptr<HostModels>> HostModels::read(const std::filesystem::path& folder,
                                                          const Profile& profile) {
  const c10::InferenceMode inference;
  auto manifest = manifest_for(profile, folder);
  if (!manifest) return manifest.error();
  std::shared_ptr<HostModels> models(new HostModels(*std::move(manifest)));
  for (const Stage stage : kStages) {
    auto module = load_model(folder, *models->manifest_.find(name(stage)), c10::kCPU);
    if (!module) return as_stage_error(module.error());
    models->modules_[stage] = *std::move(module);
  }
  return models;
}

// Attribute by attribute: Module::to() sets the data of tensors in place, which LibTorch refuses between
// back-ends that are not its own.
std::optional<torch::jit::Module> HostModels::take(Stage stage, const c10::Device& device) {
  auto module = std::exchange(modules_[stage], std::nullopt);
  if (!module || device.is_cpu()) return module;
  for (torch::jit::Module part : module->modules()) {
    for (const auto& attribute : part.named_attributes(/*recurse=*/false)) {
      if (attribute.value.isTensor()) part.setattr(attribute.name, attribute.value.toTensor().to(device));
    }
  }
  return module;
}

}  // namespace slots
