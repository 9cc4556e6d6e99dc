// A worker's model files: checked against the manifest before anything loads them, fetched again when one is
// missing or corrupt. A model file under its final name is whole or absent.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "pipeline/env/env.hpp"

namespace slots {

struct ManifestEntry {
  std::string name;  // image, video, audio, clip
  std::string file;  // plain file name
  std::int64_t bytes = 0;
  std::string sha256;  // hexadecimal
};

// Reads the part of manifest.json that fetching needs. MODEL_LOAD_FAILED names what is wrong with it.
Result<std::vector<ManifestEntry>> read_manifest(const std::string& json);

class ModelStore {
 public:
  using Notify = std::function<void(Notice)>;

  // `url` may be "": then nothing is fetched. `notify` hears of model_corrupted, model_missing and
  // model_fetched.
  ModelStore(Env& env, std::string url, std::string folder, Notify notify)
      : env_(env), url_(std::move(url)), folder_(std::move(folder)), notify_(std::move(notify)) {}

  // Makes every model file of the manifest whole. MODEL_CORRUPTED carries both sums once kFetches fetches in
  // a row gave a wrong file; MODEL_NOT_FOUND, DOWNLOAD_FAILED and STORAGE_* as they come.
  Task<Result<void>> make_whole();

 private:
  static constexpr int kFetches = 3;
  Task<Result<std::vector<ManifestEntry>>> manifest();
  Task<Result<void>> make_whole(ManifestEntry entry);
  Task<Result<std::string>> fetch(const ManifestEntry& entry);  // returns the sum of what came

  Env& env_;
  std::string url_, folder_;
  Notify notify_;
};

}  // namespace slots
