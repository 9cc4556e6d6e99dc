#include "harness/sim/storage.hpp"

#include <cerrno>
#include <csignal>

#include "faults/rule/engine.hpp"
#include "harness/sim/process.hpp"
#include "pipeline/protocol/keyed.hpp"
#include "pipeline/protocol/sha256.hpp"

namespace ordeal::sim {
namespace {

constexpr slots::Duration kDiskTime = std::chrono::microseconds(200),
                          kSyncTime = std::chrono::milliseconds(1);

std::string folder_of(const std::string& path) {
  return path.substr(0, path.find_last_of('/'));
}

slots::Error absent(const std::string& path, const char* code = "NOT_FOUND") {
  return {.code = code, .message = "there is no file " + path.substr(path.find_last_of('/') + 1)};
}

// What lies below a folder stands in one row, behind "PATH/"; the character behind '/' is '0'.
template <class Paths>
void erase_below(Paths& paths, const std::string& path) {
  paths.erase(path);
  paths.erase(paths.lower_bound(path + "/"), paths.lower_bound(path + "0"));
}

slots::Error append_failed(int code) {
  if (code == ENOSPC) return {.code = "STORAGE_FULL", .message = "the journal's disk is full"};
  return {.code = "STORAGE_ERROR", .message = "the journal cannot be written: error " + std::to_string(code)};
}

}  // namespace

// A kill strikes before anything is durable: nothing of it is left.
slots::Task<std::optional<slots::Error>> Journal::site(const char* call, std::string slot, std::string kind) {
  co_await owner_.call(call, slot, std::move(kind));
  co_await slots::Sleep(world_.loop(), world_.now() + kSyncTime);
  if (!owner_.watched(ORDEAL_APPEND)) co_return std::nullopt;
  const rule::Strikes strikes = owner_.reach({.operation = ORDEAL_APPEND, .slot = slot, .call = call});
  for (const rule::Strike& strike : strikes) {
    if (strike.action == ORDEAL_ERROR) {
      owner_.did(strike);
      co_return append_failed(strike.error);
    }
    co_await owner_.wait_as(strike);
  }
  co_return std::nullopt;
}

slots::Task<slots::Result<void>> Journal::append(std::vector<slots::Record> records) {
  const slots::Record first = records.empty() ? slots::Record{} : records.front();
  auto failure = co_await site("journal.append", first.slot, first.kind);
  if (failure) co_return *failure;
  auto& disk = world_.journals_[owner_.role()];
  disk.insert(disk.end(), records.begin(), records.end());
  if (world_.witness_) world_.witness_->journalled(owner_.role(), disk);
  co_await slots::Sleep(world_.loop(), world_.now() + kSyncTime);
  co_return slots::Result<void>{};
}

slots::Task<slots::Result<void>> Journal::replace(std::vector<slots::Record> records) {
  auto failure = co_await site("journal.replace", "", "");
  if (failure) co_return *failure;
  auto& disk = world_.journals_[owner_.role()];
  disk = std::move(records);
  if (world_.witness_) world_.witness_->journalled(owner_.role(), disk);
  co_await slots::Sleep(world_.loop(), world_.now() + kSyncTime);
  co_return slots::Result<void>{};
}

slots::Task<slots::Result<std::vector<slots::Record>>> Journal::load() {
  co_await owner_.call("journal.load");
  co_await slots::Sleep(world_.loop(), world_.now() + kDiskTime);
  co_return world_.journals_[owner_.role()];
}

slots::Task<void> Files::disk(const char* call) {
  co_await owner_.call(call);
  co_await slots::Sleep(world_.loop(), world_.now() + kDiskTime);
}

slots::Task<slots::Result<std::string>> Files::read(std::string path, std::int64_t limit_bytes) {
  co_await disk("files.read");
  const auto found = world_.files().find(path);
  if (found == world_.files().end()) co_return absent(path);
  if (static_cast<std::int64_t>(found->second.size()) > limit_bytes) {
    co_return slots::Error{.code = "PAYLOAD_TOO_LARGE",
                           .message = "a file has " + std::to_string(found->second.size()) +
                                      " bytes, the limit is " + std::to_string(limit_bytes)};
  }
  co_return found->second;
}

slots::Task<slots::Result<void>> Files::write(std::string path, std::string contents) {
  co_await disk("files.write");
  if (!world_.has_folder(folder_of(path))) co_return absent(path);
  world_.files()[path] = std::move(contents);
  co_return slots::Result<void>{};
}

slots::Task<slots::Result<std::string>> Files::sha256(std::string path) {
  co_await disk("files.sha256");
  const auto found = world_.files().find(path);
  if (found == world_.files().end()) co_return absent(path, "MODEL_NOT_FOUND");
  co_return slots::sha256(found->second);
}

slots::Task<slots::Result<void>> Files::rename(std::string from, std::string to) {
  co_await disk("files.rename");
  auto node = world_.files().extract(from);
  if (node.empty()) co_return absent(from);
  world_.files()[to] = std::move(node.mapped());
  co_return slots::Result<void>{};
}

slots::Task<slots::Result<void>> Files::remove_all(std::string path) {
  co_await disk("files.remove_all");
  erase_below(world_.folders_, path);
  erase_below(world_.files(), path);
  co_return slots::Result<void>{};
}

slots::Task<slots::Result<void>> Files::make_folder(std::string path) {
  co_await disk("files.make_folder");
  world_.make_folder(path);
  co_return slots::Result<void>{};
}

}  // namespace ordeal::sim
