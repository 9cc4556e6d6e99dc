#include "pipeline/worker/model_store.hpp"

#include <boost/json.hpp>

namespace slots {
namespace {

constexpr std::int64_t kManifestLimit = 1 << 20;  // bytes

bool plain_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos;
}

Error bad_manifest(const std::string& what) {
  return Error{.code = "MODEL_LOAD_FAILED", .message = "the manifest of the models " + what};
}

Error corrupted(const ManifestEntry& entry, const std::string& actual) {
  return Error{
      .code = "MODEL_CORRUPTED",
      .message = "model " + entry.name + " has sha256 " + actual + ", the manifest says " + entry.sha256,
      .details = {{"model", entry.name}, {"expected_sha256", entry.sha256}, {"actual_sha256", actual}}};
}

}  // namespace

Result<std::vector<ManifestEntry>> read_manifest(const std::string& text) {
  boost::system::error_code problem;
  const boost::json::value json = boost::json::parse(text, problem);
  if (problem) return bad_manifest("is not JSON: " + problem.message());
  const auto* root = json.if_object();
  const auto* models = root ? root->if_contains("models") : nullptr;
  if (!models || !models->is_array()) return bad_manifest("has no list \"models\"");
  std::vector<ManifestEntry> entries;
  for (const auto& model : models->get_array()) {
    try {
      const auto& fields = model.as_object();
      ManifestEntry entry{.name = fields.at("name").as_string().c_str(),
                          .file = fields.at("file").as_string().c_str(),
                          .bytes = fields.at("bytes").to_number<std::int64_t>(),
                          .sha256 = fields.at("sha256").as_string().c_str()};
      if (!plain_name(entry.file)) return bad_manifest("names a file outside its folder: " + entry.file);
      entries.push_back(std::move(entry));
    } catch (const std::exception& wrong) {
      return bad_manifest("has an entry without name, file, bytes or sha256: " + std::string(wrong.what()));
    }
  }
  return entries;
}

Task<Result<std::vector<ManifestEntry>>> ModelStore::manifest() {
  const std::string path = folder_ + "/manifest.json";
  auto text = co_await env_.files.read(path, kManifestLimit);
  if (!text && !url_.empty()) {
    const std::string part = path + ".part";
    FetchRequest request{.url = url_ + "/manifest.json", .file = part, .limit_bytes = kManifestLimit};
    auto fetched = co_await env_.network.fetch(std::move(request));
    if (!fetched) co_return fetched.error();
    auto renamed = co_await env_.files.rename(part, path);
    if (!renamed) co_return renamed.error();
    text = co_await env_.files.read(path, kManifestLimit);
  }
  if (!text) co_return text.error();
  co_return read_manifest(*text);
}

Task<Result<void>> ModelStore::make_whole() {
  auto made = co_await env_.files.make_folder(folder_);
  if (!made) co_return made.error();
  auto entries = co_await manifest();
  if (!entries) co_return entries.error();
  for (const ManifestEntry& entry : *entries) {
    auto whole = co_await make_whole(entry);
    if (!whole) co_return whole.error();
  }
  co_return Result<void>{};
}

Task<Result<std::string>> ModelStore::fetch(const ManifestEntry& entry) {
  const std::string part = folder_ + "/" + entry.file + ".part";
  FetchRequest request{.url = url_ + "/" + entry.file, .file = part, .limit_bytes = entry.bytes};
  auto size = co_await env_.network.fetch(std::move(request));
  if (!size) co_return size.error();
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

Task<Result<void>> ModelStore::make_whole(ManifestEntry entry) {
  const std::string path = folder_ + "/" + entry.file;
  Result<std::string> sum = co_await env_.files.sha256(path);
  if (sum && *sum == entry.sha256) co_return Result<void>{};
  if (sum) {
    notify_({.type = "model_corrupted", .fields = corrupted(entry, *sum).to_json()});
    auto removed = co_await env_.files.remove_all(path);
    if (!removed) co_return removed.error();
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
