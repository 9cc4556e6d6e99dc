// A worker's model files: checked against the manifest before anything loads them, fetched again when one is
// missing or corrupt. What was fetched gets its final name once it is whole, in one step; several workers may
// do so in one folder, each with part files of its own.
#pragma once

#include <functional>
#include <string>

#include "pipeline/env/env.hpp"
#include "pipeline/models/manifest.hpp"
#include "pipeline/recovery/retry_budget.hpp"

namespace slots {

class ModelStore {
 public:
  using Notify = std::function<void(Notice)>;

  // `url` may be "": then nothing is fetched. `notify` hears of model_corrupted, model_missing (the server
  // has not got it) and model_fetched. A download that fails is tried again (5 times, up to 1, 2, 4, 8, 16 s
  // later), but not beyond `give_up_at`, and within `budget`, which outlives the store.
  // `owner`: nobody else who fetches into this folder has this name; it becomes part of file names.
  ModelStore(Env& env, std::string owner, std::string url, std::string folder, Time give_up_at,
             RetryBudget& budget, Notify notify)
      : env_(env),
        owner_(std::move(owner)),
        url_(std::move(url)),
        folder_(std::move(folder)),
        give_up_at_(give_up_at),
        budget_(budget),
        notify_(std::move(notify)) {}

  // Makes every model file of the manifest whole. MODEL_CORRUPTED carries both sums once kFetches fetches in
  // a row gave a wrong file, also by the server's own manifest; without sums: that one cannot be read, and
  // MODEL_VERSION_MISMATCH: it is of another format. MODEL_NOT_FOUND, DOWNLOAD_FAILED and STORAGE_* as they
  // come.
  Task<Result<void>> make_whole();

 private:
  static constexpr int kFetches = 3;
  Task<Result<Manifest>> manifest_on_disk();
  Task<Result<Manifest>> fetch_manifest();
  Task<Result<void>> make_all_whole(Manifest manifest);
  Task<Result<void>> make_whole(ModelEntry entry);
  Task<Result<std::string>> fetch(const ModelEntry& entry);  // returns the sum of what came
  std::string part_of(const std::string& file) const;
  Task<Result<void>> download(std::string name, std::string part, std::int64_t limit_bytes);

  Env& env_;
  std::string owner_, url_, folder_;
  Time give_up_at_;
  RetryBudget& budget_;
  Notify notify_;
};

}  // namespace slots
