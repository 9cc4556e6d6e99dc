// slot-models: builds the model files of a profile, and checks a folder of them.
// Exit codes: 0 good, 1 a file is bad or could not be written, 2 usage.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "pipeline/models/build.hpp"
#include "pipeline/models/model_file.hpp"
#include "pipeline/models/profile.hpp"
#include "pipeline/stages/judge_slot.hpp"

namespace {

using namespace slots;

constexpr int kGood = 0, kBad = 1, kUsage = 2;

int failed(const ModelError& e) {
  std::cerr << "slot-models: " << e.code << ": " << e.message << '\n';
  return kBad;
}

int build(const std::string& profile, const std::string& folder, std::uint64_t seed) {
  const auto said = [](const ModelEntry& e) {
    std::cout << e.name << "  " << e.file << "  " << e.bytes << " bytes  sha256 " << e.sha256 << '\n'
              << std::flush;
  };
  const auto built = build_models(*find_profile(profile), folder, seed, said);
  if (!built) return failed(built.error());
  std::cout << "wrote " << built->models.size() << " models of profile " << profile << " and "
            << kManifestFile << " to " << folder << '\n';
  return kGood;
}

int check(const std::string& folder) {
  const auto manifest = read_manifest(folder);
  if (!manifest) return failed(manifest.error());
  if (const auto fits = check_compatible(*manifest, manifest->profile); !fits) return failed(fits.error());
  const std::vector<ModelError> bad = check_model_folder(folder, *manifest);
  for (const ModelError& e : bad) failed(e);
  if (!bad.empty()) return kBad;
  std::cout << manifest->models.size() << " models of profile " << manifest->profile << " are whole\n";
  return kGood;
}

int judge(const std::string& models, const std::string& slot, const std::string& prompt) {
  const auto score = judge_slot(models, slot, prompt);
  if (!score) return failed(score.error());
  std::cout << "{\"b\":" << score->b << ",\"l\":" << score->l
            << ",\"passed\":" << (score->passed ? "true" : "false") << "}\n";
  if (!score->passed) std::cerr << "slot-models: " << score->reason << '\n';
  return score->passed ? kGood : kBad;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Builds and checks the model files of the slot pipeline.", "slot-models"};
  app.footer(
      "Examples:\n"
      "  slot-models build --profile tiny --out models/tiny\n"
      "  slot-models build --profile small --out models/small --seed 7\n"
      "  slot-models check models/tiny\n"
      "  slot-models judge models/tiny slot --prompt 'a red fox'\n"
      "Exit codes: 0 good, 1 a file is bad or cannot be written, 2 usage.");
  app.require_subcommand(1);
  std::string profile, out, folder;
  std::uint64_t seed = 1;
  CLI::App* building = app.add_subcommand("build", "Build the four networks and their manifest");
  building->add_option("--profile", profile, "How large: tiny, small, rtx3060 or h200")
      ->required()
      ->check(CLI::IsMember(profile_names()));
  building->add_option("--out", out, "Folder to write to; made if it is not there")->required();
  building->add_option("--seed", seed, "Of the constructed weights; the same seed gives the same bytes")
      ->capture_default_str();
  CLI::App* checking = app.add_subcommand("check", "Check every file of a folder against its manifest");
  checking->add_option("folder", folder, "Holds manifest.json and the model files")->required();
  std::string slot, prompt;
  CLI::App* judging = app.add_subcommand("judge", "Judge a finished slot's keyframes against a prompt");
  judging->add_option("models", folder, "Folder of the models")->required();
  judging->add_option("slot", slot, "Folder of the slot's results")->required();
  judging->add_option("--prompt", prompt, "What the pictures should show")->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? kGood : kUsage;
  }
  const int code = building->parsed()  ? build(profile, out, seed)
                   : judging->parsed() ? judge(folder, slot, prompt)
                                       : check(folder);
  std::cout.flush();
  std::fflush(nullptr);
  ::_exit(code);  // LibTorch's own teardown takes 75 ms and frees what the kernel frees anyway
}
