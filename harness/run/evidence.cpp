#include "harness/run/evidence.hpp"

#include <cctype>
#include <fstream>

namespace ordeal::run {
namespace fs = std::filesystem;

std::string quoted(const std::string& word) {
  const bool plain =
      word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=+,@%") ==
      std::string::npos;
  if (plain && !word.empty()) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

fs::path evidence_folder(const fs::path& root, const PlannedScenario& scenario) {
  constexpr std::size_t kLongest = 100;
  const std::string label = fs::path(scenario.pickle->uri).stem().string() + "-" +
                            std::to_string(scenario.pickle->location.line) + "-" +
                            std::string(scenario.pickle->name);
  std::string name;
  for (const unsigned char c : label) {
    if (std::isalnum(c)) {
      name += static_cast<char>(std::tolower(c));
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
    if (name.size() >= kLongest) break;
  }
  return fs::absolute(root / name);
}

void settle_evidence(const fs::path& folder, const Options& options, const PlannedScenario& scenario,
                     messages::Outcome ended, const process::Outcome& outcome) {
  std::error_code problem;
  if (ended == messages::Outcome::passed && !options.keep) {
    fs::remove_all(folder, problem);
    return;
  }
  fs::create_directories(folder, problem);
  std::ofstream(folder / "rerun.sh") << "#!/bin/sh\n# Runs this scenario again.\ncd "
                                     << quoted(fs::current_path()) << " && exec " << options.rerun << " "
                                     << quoted(scenario.place()) << "\n";
  fs::permissions(folder / "rerun.sh", fs::perms::owner_exec, fs::perm_options::add, problem);
  if (!outcome.last_output.empty()) std::ofstream(folder / "output.txt") << outcome.last_output;
}

}  // namespace ordeal::run
