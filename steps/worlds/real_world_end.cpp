// How a world of real programs ends, and what it must not leave.
#include <re2/re2.h>

#include <csignal>

#include "steps/worlds/real_world.hpp"

namespace ordeal {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kStopLimit = 15s, kAuditLimit = 2s;

}  // namespace

std::vector<std::string> RealWorld::stop() {
  std::vector<std::string> wrong;
  for (const auto& client : clients_) {
    if (!client->child.poll()) wrong.push_back("a client still runs, whose slot nobody waited for");
  }
  const ScenarioClock::LetGo time_goes_on(*clock_);
  if (director_ && !end_is_known()) {
    director_->signal(SIGTERM);
    const auto ended = director_->wait(kStopLimit);
    if (!ended) {
      wrong.push_back("the director did not end within " + std::to_string(kStopLimit / 1s) + " s of SIGTERM");
    } else if (!ended->success()) {
      wrong.push_back("the director ended with " + describe(*ended) + " after SIGTERM, not with exit code 0");
    }
  }
  director_.reset();
  clients_.clear();
  if (model_server_) {
    if (const std::string problem = model_server_->stop(); !problem.empty()) wrong.push_back(problem);
    model_server_.reset();
  }
  if (card_memory() != 0) {
    wrong.push_back(std::to_string(card_memory()) + " bytes of the card are still taken");
  }
  const auto left = left_over();
  wrong.insert(wrong.end(), left.begin(), left.end());
  return wrong;
}

std::vector<std::string> RealWorld::left_by(const std::string& role) {
  std::vector<std::string> left;
  std::error_code none;
  for (const auto& file : fs::directory_iterator(fs::path(config().data) / "temporary" / role, none))
    left.push_back(file.path());
  for (const auto& row : rules_->rows()) {
    const std::string prefix = "torch_" + std::to_string(row.pid) + "_";
    if (row.role != role || row.pid == pid_of(role)) continue;
    for (const auto& piece : fs::directory_iterator("/dev/shm", none)) {
      if (piece.path().filename().string().starts_with(prefix)) left.push_back(piece.path());
    }
  }
  return left;
}

// The scratch folder holds what the harness itself put there, the director's own data, the worker's verified
// models, and what clients fetched; results are kept of the last slots, those files that the slot names.
bool RealWorld::may_stay(const process::Thing& thing) {
  if (thing.kind != process::Resource::temporary_file) return false;
  const std::string path = fs::path(thing.key).lexically_relative(scratch_).string();
  static const RE2 by_path(
      "rules|slot-worker|clock|clock\\.[a-z]+[0-9]*|nginx.*|models|models/manifest\\.json|models/"
      "[a-z]+\\.pt|client-[0-9]+(\\.txt|/.*)?|"
      "director(-[0-9]+)?|director(-[0-9]+)?/journal\\.sqlite(-wal|-shm)?|director(-[0-9]+)?/"
      "results|director(-[0-9]+)?/temporary(/worker [0-9]+)?");
  std::string slot, file;
  if (RE2::FullMatch(path, "director/results/([^/]+)(?:/(.*))?", &slot, &file))
    return keeps_results(slot, file);
  return RE2::FullMatch(path, by_path);
}

std::vector<std::string> RealWorld::left_over() {
  // What was ended a moment ago may still be on its way out.
  const auto stays = [this](const auto& thing) { return may_stay(thing); };
  auto strays = process::audit(baseline_, stays);
  const auto end = std::chrono::steady_clock::now() + kAuditLimit;
  while (process::wait_for_an_end(strays, std::chrono::duration_cast<std::chrono::milliseconds>(
                                              end - std::chrono::steady_clock::now()))) {
    strays = process::audit(baseline_, stays);
  }
  std::vector<std::string> names;
  for (const auto& thing : strays) names.push_back(thing.name);
  return names;
}

}  // namespace ordeal
