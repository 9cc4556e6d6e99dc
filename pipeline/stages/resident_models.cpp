#include "pipeline/stages/resident_models.hpp"

#include "pipeline/env/trace.hpp"
#include "pipeline/models/weights_checksum.hpp"
#include "pipeline/stages/load_model.hpp"
#include "pipeline/stages/stage_failure.hpp"

namespace slots {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLoading = "load";

StageResult<void> compare(const torch::jit::Module& module, const ModelEntry& entry) {
  const std::uint64_t sum = weights_checksum(module);
  if (sum == entry.weights_checksum) return {};
  const auto hex = [](std::uint64_t v) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(v));
    return std::string(text);
  };
  return corrupted_weights(entry.name, hex(entry.weights_checksum), hex(sum));
}

// Models that nobody counted on a device hold about what their files do.
Costs costs_of(const Manifest& manifest) {
  if (manifest.costs) return *manifest.costs;
  Costs costs;
  for (const Stage stage : kStages) costs.stages[stage].model_bytes = manifest.find(name(stage))->bytes;
  return costs;
}

}  // namespace

StageResult<std::unique_ptr<ResidentModels>> ResidentModels::open(DevicePlugin& device,
                                                                  const Profile& profile,
                                                                  const fs::path& folder, VramLimits limits,
                                                                  Notify notify,
                                                                  std::shared_ptr<HostModels> read) {
  StageResult<Manifest> manifest = read ? read->manifest() : manifest_for(profile, folder);
  if (!manifest) return manifest.error();
  if (device.on_host()) limits = {};
  return std::unique_ptr<ResidentModels>(
      new ResidentModels(device, *std::move(manifest), folder, limits, std::move(notify), std::move(read)));
}

ResidentModels::ResidentModels(DevicePlugin& device, Manifest manifest, fs::path folder, VramLimits limits,
                               Notify notify, std::shared_ptr<HostModels> read)
    : device_(device),
      where_(device.torch_device()),
      manifest_(std::move(manifest)),
      folder_(std::move(folder)),
      notify_(std::move(notify)),
      read_(std::move(read)),
      copies_(device, notify_),
      ledger_(limits, costs_of(manifest_)) {}

void ResidentModels::unload(Stage stage) {
  modules_[stage].reset();
  ledger_.unloaded(stage);
  if (notify_) notify_(model_notice("model_unloaded", ledger_, stage, device_label(device_)));
}

void ResidentModels::carry_out(const VramLedger::Answer& answer) {
  if (answer.past_soft && notify_)
    notify_(soft_limit_passed(ledger_, answer.past_soft, device_label(device_)));
  for (const Stage stage : answer.unload) unload(stage);
  if (!answer.unload.empty()) device_.empty_cache();
}

StageResult<void> ResidentModels::load(Stage stage) {
  const TraceRange range("stage", kLoading);
  const ModelEntry& entry = *manifest_.find(name(stage));
  try {
    const c10::InferenceMode inference;
    std::optional<torch::jit::Module> held = read_ ? read_->take(stage, where_) : std::nullopt;
    auto module =
        held ? ModelResult<torch::jit::Module>(*std::move(held)) : load_model(folder_, entry, where_);
    if (!module) {
      const DeviceError said = device_.take_error();
      if (said.fault != DeviceFault::none)
        return device_failure(said, device_label(device_), kLoading, "loading the models");
      return as_stage_error(module.error());
    }
    if (auto same = compare(*module, entry); !same) return same.error();
    modules_[stage] = std::move(*module);
  } catch (...) {
    return describe_failure(device_, kLoading, "loading the models");
  }
  ledger_.loaded(stage);
  if (notify_) notify_(model_notice("model_loaded", ledger_, stage, device_label(device_)));
  return {};
}

StageResult<ResidentModels::Use> ResidentModels::use(Stage stage) {
  const std::lock_guard held(lock_);
  if (!open_) return not_loaded(name(stage), in_words(stage));
  look_for_leak();
  const auto answer = ledger_.reserve(stage, device_.memory());
  if (answer.shortage) return over_budget(*answer.shortage, device_label(device_), stage);
  carry_out(answer);
  if (!modules_[stage]) {
    if (auto loaded = load(stage); !loaded) {
      ledger_.release(stage);
      return loaded.error();
    }
  }
  return Use(*this, stage);
}

void ResidentModels::release(Stage stage) {
  const std::lock_guard held(lock_);
  ledger_.release(stage);
}

StageResult<void> ResidentModels::verify() {
  const std::lock_guard held(lock_);
  for (const Stage stage : kStages) {
    if (!modules_[stage]) continue;
    if (auto same = compare(*modules_[stage], *manifest_.find(name(stage))); !same) return same;
  }
  return {};
}

void ResidentModels::relieve() {
  const std::lock_guard held(lock_);
  if (!open_) return;
  look_for_leak();
  carry_out(ledger_.relieve(device_.memory()));
}

void ResidentModels::look_for_leak() {
  const auto told = ledger_.look_for_leak(device_.memory(), device_label(device_));
  if (told && notify_) notify_(*told);
}

StageResult<void> ResidentModels::check_memory() {
  const std::lock_guard held(lock_);
  if (auto kept = ledger_.look_for_kept_memory(device_.memory(), device_label(device_))) return *kept;
  return {};
}

void ResidentModels::set_baseline() {
  const std::lock_guard held(lock_);
  ledger_.set_baseline(device_.memory());
}

void ResidentModels::unload_all() {
  const std::lock_guard held(lock_);
  open_ = false;
  for (auto& module : modules_.each) module.reset();
  for (const Stage stage : kStages) ledger_.unloaded(stage);
  device_.empty_cache();
}

}  // namespace slots
