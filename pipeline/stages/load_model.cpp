#include "pipeline/stages/load_model.hpp"

#include "pipeline/models/model_file.hpp"

namespace slots {
namespace {

namespace fs = std::filesystem;

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

}  // namespace

ModelResult<torch::jit::Module> load_model(const fs::path& folder, const ModelEntry& entry,
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

StageError as_stage_error(const ModelError& m) {
  StageError e;
  e.code = m.code;
  e.stage = "load";
  e.message = m.message;
  e.expected = m.expected;
  e.found = m.found;
  return e;
}

StageResult<Manifest> manifest_for(const Profile& profile, const fs::path& folder) {
  auto manifest = read_manifest(folder);
  if (!manifest) return as_stage_error(manifest.error());
  if (auto fits = check_compatible(*manifest, profile.name); !fits) return as_stage_error(fits.error());
  return *std::move(manifest);
}

}  // namespace slots
