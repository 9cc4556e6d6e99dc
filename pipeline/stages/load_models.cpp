#include "pipeline/env/trace.hpp"
#include "pipeline/models/model_file.hpp"
#include "pipeline/models/weights_checksum.hpp"
#include "pipeline/stages/loaded_models.hpp"
#include "pipeline/stages/stage_failure.hpp"

namespace slots {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLoading = "load";

StageError as_stage_error(const ModelError& m) {
  StageError e;
  e.code = m.code;
  e.stage = kLoading;
  e.message = m.message;
  e.expected = m.expected;
  e.found = m.found;
  return e;
}

// What LibTorch says, without the folder's place on this machine.
std::string without_path(std::string text, const fs::path& folder) {
  const std::string path = folder.string() + '/';
  for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path))
    text.erase(at, path.size());
  return text.substr(0, text.find('\n')).substr(0, 200);
}

ModelError load_failed(const ModelEntry& entry, const std::string& why) {
  return {"MODEL_LOAD_FAILED",
          "model " + entry.name + " (" + entry.file + ") cannot be loaded although its sum is right: " + why +
              "; build or fetch the models anew",
          {},
          {}};
}

// The version also stands in the file itself: a manifest may name the wrong one.
ModelResult<void> check_inside(const torch::jit::Module& m, const ModelEntry& entry) {
  const bool named = m.hasattr("version") && m.attr("version").isString();
  const std::string version = named ? m.attr("version").toStringRef() : "none";
  if (version == entry.version) return {};
  return ModelError{"MODEL_VERSION_MISMATCH",
                    "model " + entry.name + " (" + entry.file + ") has version \"" + version +
                        "\" inside, its manifest says \"" + entry.version + "\"; fetch both again",
                    entry.version, version};
}

ModelResult<torch::jit::Module> load(const fs::path& folder, const ModelEntry& entry,
                                     const c10::Device& device) {
  if (auto good = check_model_file(folder / entry.file, entry); !good) return good.error();
  try {
    torch::jit::Module m = torch::jit::load((folder / entry.file).string(), device);
    m.eval();
    if (auto good = check_inside(m, entry); !good) return good.error();
    return m;
  } catch (const c10::OutOfMemoryError&) {
    throw;
  } catch (const c10::Error& e) {
    return load_failed(entry, without_path(e.what_without_backtrace(), folder));
  } catch (const std::exception& e) {
    return load_failed(entry, without_path(e.what(), folder));
  }
}

}  // namespace

const torch::jit::Module& LoadedModels::module(std::string_view name) const {
  if (name == "audio") return audio.module();
  if (name == "image") return image.module();
  if (name == "video") return video.module();
  return clip.module();
}

StageResult<LoadedModels> load_models(DevicePlugin& device, const Profile& profile, const fs::path& folder) {
  const TraceRange range("stage", kLoading);
  const auto manifest = read_manifest(folder);
  if (!manifest) return as_stage_error(manifest.error());
  if (auto fits = check_compatible(*manifest, profile.name); !fits) return as_stage_error(fits.error());
  try {
    const c10::Device where(device.torch_device());
    std::vector<torch::jit::Module> modules;
    for (const char* name : kModelNames) {
      auto module = load(folder, *manifest->find(name), where);
      if (!module) {
        const DeviceError said = device.take_error();
        if (said.fault != DeviceFault::none)
          return device_failure(said, device_label(device), kLoading, "loading the models");
        return as_stage_error(module.error());
      }
      modules.push_back(std::move(*module));
    }
    LoadedModels models{
        *manifest, {modules[0], where}, {modules[1], where}, {modules[2], where}, {modules[3], where}};
    if (auto same = compare_weights(models); !same) return same.error();
    return models;
  } catch (...) {
    return describe_failure(device, kLoading, "loading the models");
  }
}

StageResult<void> compare_weights(const LoadedModels& models) {
  for (const ModelEntry& entry : models.manifest.models) {
    const std::uint64_t sum = weights_checksum(models.module(entry.name));
    if (sum == entry.weights_checksum) continue;
    const auto hex = [](std::uint64_t v) {
      char text[17];
      std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(v));
      return std::string(text);
    };
    return corrupted_weights(entry.name, hex(entry.weights_checksum), hex(sum));
  }
  return {};
}

}  // namespace slots
