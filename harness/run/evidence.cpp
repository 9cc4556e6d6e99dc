#include "harness/run/evidence.hpp"

#include <cctype>
#include <cstdint>
#include <cstdio>
#include <fstream>

#include "harness/text/shell_word.hpp"

namespace ordeal::run {
namespace fs = std::filesystem;

namespace {

// FNV-1a, 24 bits of it in hexadecimal: the same in every run, on every machine.
std::string short_digest(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const unsigned char c : text) hash = (hash ^ c) * 0x100000001b3;
  char digits[7];
  std::snprintf(digits, sizeof digits, "%06x", static_cast<unsigned>((hash ^ (hash >> 32)) & 0xffffff));
  return digits;
}

// What tells files of one name apart. Of a file outside of the working directory only its folder's name: what
// lies above, a temporary folder often, is another one in each run.
std::string place_of_file(const fs::path& uri) {
  return uri.is_absolute() ? (uri.parent_path().filename() / uri.filename()).generic_string()
                           : uri.generic_string();
}

}  // namespace

fs::path evidence_folder(const fs::path& root, const gherkin::Pickle& pickle, std::uint32_t repetition) {
  fs::path folder = evidence_folder(root, pickle.uri, pickle.location.line, pickle.name);
  if (repetition > 1) folder += "-r" + std::to_string(repetition);
  return folder;
}

fs::path evidence_folder(const fs::path& root, std::string_view uri, std::int64_t line,
                         std::string_view scenario) {
  constexpr std::size_t kLongest = 100;
  const std::string label =
      fs::path(uri).stem().string() + "-" + std::to_string(line) + "-" + std::string(scenario);
  std::string name;
  for (const unsigned char c : label) {
    if (std::isalnum(c)) {
      name += static_cast<char>(std::tolower(c));
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
    if (name.size() >= kLongest) break;
  }
  if (name.back() != '-') name += '-';
  return fs::absolute(root / (name + short_digest(place_of_file(std::string(uri)))));
}

void settle_evidence(const fs::path& folder, const Options& options, const std::string& rerun,
                     messages::Outcome ended, const process::Outcome& outcome) {
  std::error_code problem;
  if (ended == messages::Outcome::passed && !options.keep) {
    fs::remove_all(folder, problem);
    return;
  }
  const bool never_began = ended == messages::Outcome::interrupted && !fs::exists(folder, problem);
  if (never_began) return;
  fs::create_directories(folder, problem);
  std::ofstream(folder / "rerun.sh") << "#!/bin/sh\n# Runs this scenario again.\ncd "
                                     << shell_word(options.folder.string()) << " && exec " << rerun << "\n";
  fs::permissions(folder / "rerun.sh", fs::perms::owner_exec, fs::perm_options::add, problem);
  if (!outcome.last_output.empty()) std::ofstream(folder / "output.txt") << outcome.last_output;
}

}  // namespace ordeal::run
