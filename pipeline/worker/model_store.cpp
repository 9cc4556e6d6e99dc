#include "pipeline/worker/model_store.hpp"

#include <boost/json.hpp>

#include "pipeline/recovery/decide.hpp"

namespace slots {
namespace {

constexpr std::int64_t kManifestLimit = 1 << 20;  // bytes
// Up to 1, 2, 4, 8 and 16 s.
constexpr BackoffPolicy kDownloads{.first = 1s, .cap = 16s, .retries = 5};

bool answered_not_found(const Error& failed) {
  const auto* status = failed.details.if_contains("status");
  return status && status->is_number() && status->to_number<int>() == 404;
}

Error not_served(const std::string& name) {
  return Error{.code = "MODEL_NOT_FOUND",
               .message = "the model server has no " + name + ": it answered 404",
               .details = {{"file", name}, {"status", 404}}};
}

Result<Manifest> manifest_in(const std::string& text) {
  auto manifest = parse_manifest(text);
  if (manifest) return std::move(*manifest);
  return Error{.code = ErrorCode(manifest.error().code), .message = manifest.error().message};
}

Error corrupted(const ModelEntry& entry, const std::string& actual) {
  return Error{
      .code = "MODEL_CORRUPTED",
      .message = "model " + entry.name + " has sha256 " + actual + ", the manifest says " + entry.sha256,
      .details = {{"model", entry.name}, {"expected_sha256", entry.sha256}, {"actual_sha256", actual}}};
}

}  // namespace

Task<Result<void>> ModelStore::download(std::string name, std::string part, std::int64_t limit_bytes) {
  for (int retry = 0;; ++retry) {
    FetchRequest request{.url = url_ + "/" + name, .file = part, .limit_bytes = limit_bytes};
    if (retry == 0) budget_.tried(env_.clock.now());
    auto fetched = co_await env_.network.fetch(std::move(request));
    if (fetched) co_return Result<void>{};
    const Error& failed = fetched.error();
    if (answered_not_found(failed)) {
      const Error missing = not_served(name);
      notify_({.type = "model_missing", .fields = missing.to_json()});
      co_return missing;
    }
    const auto decision =
        recovery::decide(recovery::Place::fetch, failed, {.retries = retry}, kDownloads,
                         {.now = env_.clock.now(), .at = give_up_at_}, budget_.at(env_.clock.now()), {},
                         env_.random.unit("download/" + name, static_cast<std::uint64_t>(retry)));
    boost::json::object fields = recovery::as_fields(decision, failed);
    fields["file"] = name;
    fields["error"] = failed.to_json();
    fields["try"] = retry + 1;
    env_.log.event("download_failed", std::move(fields));
    if (!decision.again()) co_return recovery::as_told(failed, decision);
    budget_.retried(env_.clock.now() + decision.delay);
    co_await env_.sleep(decision.delay);
  }
}

std::string ModelStore::part_of(const std::string& file) const {
  return folder_ + "/" + file + ".part-" + owner_;
}

// Under its final name only once it can be read.
Task<Result<Manifest>> ModelStore::fetch_manifest() {
  const std::string file(kManifestFile), part = part_of(file);
  auto fetched = co_await download(file, part, kManifestLimit);
  if (!fetched) co_return fetched.error();
  auto text = co_await env_.files.read(part, kManifestLimit);
  if (!text) co_return text.error();
  auto manifest = manifest_in(*text);
  if (!manifest) co_return manifest.error();
  auto renamed = co_await env_.files.rename(part, folder_ + "/" + file);
  if (!renamed) co_return renamed.error();
  co_return std::move(*manifest);
}

Task<Result<Manifest>> ModelStore::manifest_on_disk() {
  auto text = co_await env_.files.read(folder_ + "/" + std::string(kManifestFile), kManifestLimit);
  if (!text) co_return text.error();
  auto manifest = manifest_in(*text);
  if (!manifest) notify_({.type = "model_corrupted", .fields = manifest.error().to_json()});
  co_return manifest;
}

Task<Result<void>> ModelStore::make_whole() {
  auto made = co_await env_.files.make_folder(folder_);
  if (!made) co_return made.error();
  auto kept = co_await manifest_on_disk();
  if (kept) {
    auto whole = co_await make_all_whole(*kept);
    // Models that never fit the manifest on disk: it may be the one that is wrong, or old.
    if (whole || url_.empty() || whole.error().code != "MODEL_CORRUPTED") co_return whole;
  }
  if (url_.empty()) co_return kept.error();
  auto served = co_await fetch_manifest();
  if (!served) co_return served.error();
  co_return co_await make_all_whole(std::move(*served));
}

Task<Result<void>> ModelStore::make_all_whole(Manifest manifest) {
  for (const ModelEntry& entry : manifest.models) {
    auto whole = co_await make_whole(entry);
    if (!whole) co_return whole.error();
  }
  co_return Result<void>{};
}

Task<Result<std::string>> ModelStore::fetch(const ModelEntry& entry) {
  const std::string part = part_of(entry.file);
  auto fetched = co_await download(entry.file, part, static_cast<std::int64_t>(entry.bytes));
  if (!fetched) co_return fetched.error();
  auto sum = co_await env_.files.sha256(part);
  if (!sum) co_return sum.error();
  if (*sum == entry.sha256) {
    auto renamed = co_await env_.files.rename(part, folder_ + "/" + entry.file);
    if (!renamed) co_return renamed.error();
  } else {
    co_await env_.files.remove_all(part);
  }
  co_return *sum;
}

Task<Result<void>> ModelStore::make_whole(ModelEntry entry) {
  const std::string path = folder_ + "/" + entry.file;
  Result<std::string> sum = co_await env_.files.sha256(path);
  if (sum && *sum == entry.sha256) co_return Result<void>{};
  if (sum) {  // not removed: another worker may have put a whole one in its place meanwhile
    notify_({.type = "model_corrupted", .fields = corrupted(entry, *sum).to_json()});
  } else if (url_.empty()) {
    co_return sum.error();
  }
  if (url_.empty()) co_return corrupted(entry, *sum);
  for (int n = 0; n < kFetches; ++n) {
    auto fetched = co_await fetch(entry);
    if (!fetched) co_return fetched.error();
    if (*fetched == entry.sha256) {
      notify_({.type = "model_fetched",
               .fields = {{"model", entry.name}, {"sha256", *fetched}, {"bytes", entry.bytes}}});
      co_return Result<void>{};
    }
    sum = *fetched;
  }
  co_return corrupted(entry, *sum);
}

}  // namespace slots
