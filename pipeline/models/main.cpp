// slot-models: builds the model files of a profile, and checks a folder of them.
// Exit codes: 0 good, 1 a file is bad or could not be written, 2 usage.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>

#include "pipeline/models/build.hpp"
#include "pipeline/models/model_file.hpp"
#include "pipeline/models/profile.hpp"
#include "pipeline/stages/devices/load_device.hpp"
#include "pipeline/stages/judge_slot.hpp"
#include "pipeline/stages/measure_costs.hpp"

namespace {

using namespace slots;

constexpr int kGood = 0, kBad = 1, kUsage = 2;

int failed(const ModelError& e) {
  std::cerr << "slot-models: " << e.code << ": " << e.message << '\n';
  return kBad;
}

struct BuildOptions {
  std::string profile, folder;
  std::uint64_t seed = 1;
  std::string device;  // "": costs are not counted
  std::map<std::string, std::string> device_settings;
};

int count_costs(const BuildOptions& options, Manifest manifest) {
  const auto device = load_device(options.device, {.settings = options.device_settings});
  if (!device) {
    std::cerr << "slot-models: device " << options.device << ": " << device.error().reason << '\n';
    return kBad;
  }
  const std::filesystem::path folder = options.folder;
  const auto costs = measure_costs(**device, *find_profile(options.profile), folder, folder / "costs.part");
  if (!costs) return failed({costs.error().code, costs.error().message, {}, {}});
  manifest.costs = *costs;
  if (const auto written = write_manifest(folder, manifest); !written) return failed(written.error());
  for (const Stage stage : kStages) {
    std::cout << "the " << in_words(stage) << " takes " << costs->stages[stage].launches << " launches and "
              << costs->stages[stage].allocations << " allocations on " << options.device << '\n';
  }
  return kGood;
}

int build(const BuildOptions& options) {
  const auto said = [](const ModelEntry& e) {
    std::cout << e.name << "  " << e.file << "  " << e.bytes << " bytes  sha256 " << e.sha256 << '\n'
              << std::flush;
  };
  const auto built = build_models(*find_profile(options.profile), options.folder, options.seed, said);
  if (!built) return failed(built.error());
  std::cout << "wrote " << built->models.size() << " models of profile " << options.profile << " and "
            << kManifestFile << " to " << options.folder << '\n';
  return options.device.empty() ? kGood : count_costs(options, *built);
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
      "  slot-models build --profile tiny --out models/tiny --count-on sim\n"
      "  slot-models check models/tiny\n"
      "  slot-models judge models/tiny slot --prompt 'a red fox'\n"
      "Exit codes: 0 good, 1 a file is bad or cannot be written, 2 usage.");
  app.require_subcommand(1);
  std::string folder;
  BuildOptions options;
  CLI::App* building = app.add_subcommand("build", "Build the four networks and their manifest");
  building->add_option("--profile", options.profile, "How large: tiny, small, rtx3060 or h200")
      ->required()
      ->check(CLI::IsMember(profile_names()));
  building->add_option("--out", options.folder, "Folder to write to; made if it is not there")->required();
  building
      ->add_option("--seed", options.seed, "Of the constructed weights; the same seed gives the same bytes")
      ->capture_default_str();
  building->add_option("--count-on", options.device,
                       "Also count what each stage costs on this device (launches, allocations), by making "
                       "one slot, and write it into the manifest");
  building
      ->add_option_function<std::vector<std::string>>(
          "--device-setting",
          [&options](const std::vector<std::string>& settings) {
            for (const std::string& setting : settings) {
              const auto equals = std::min(setting.find('='), setting.size());
              options.device_settings[setting.substr(0, equals)] =
                  setting.substr(std::min(equals + 1, setting.size()));
            }
          },
          "NAME=VALUE for that device; may be repeated")
      ->take_all();
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
  const int code = building->parsed()  ? build(options)
                   : judging->parsed() ? judge(folder, slot, prompt)
                                       : check(folder);
  std::cout.flush();
  std::fflush(nullptr);
  ::_exit(code);  // LibTorch's own teardown takes 75 ms and frees what the kernel frees anyway
}
