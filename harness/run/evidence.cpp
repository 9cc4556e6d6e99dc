#include "harness/run/evidence.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>

namespace ordeal::run {
namespace fs = std::filesystem;

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

std::string shell_word(const std::string& text) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) ||
           std::string_view("/._-:=+,@%").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
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
                                     << shell_word(fs::current_path()) << " && exec " << options.rerun << " "
                                     << shell_word(scenario.place()) << "\n";
  fs::permissions(folder / "rerun.sh", fs::perms::owner_exec, fs::perm_options::add, problem);
  if (!outcome.last_output.empty()) std::ofstream(folder / "output.txt") << outcome.last_output;
}

}  // namespace ordeal::run
