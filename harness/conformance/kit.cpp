#include "harness/conformance/kit/kit.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include "harness/conformance/canonical.hpp"
#include "harness/conformance/cases.hpp"
#include "harness/messages/ndjson.hpp"
#include "harness/process/probe.hpp"
#include "harness/run/run.hpp"

namespace ordeal {
namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> sample_files;  // of the running sample, by name

}  // namespace

const std::string& kit::sample_bytes(const std::string& name) {
  return sample_files.at(name);
}

namespace conformance {
namespace {

// What --error asks for: the run ends by an exception outside of any step or hook.
struct Kept final : messages::Sink {
  void on(const messages::Envelope& message) override {
    if (breaks && std::holds_alternative<messages::TestCase>(message)) throw std::runtime_error("Whoops!");
    stream.push_back(messages::to_json(message));
  }
  std::vector<boost::json::value> stream;
  bool breaks = false;
};

Declarations declarations_of(const std::string& sample) {
  const Declarations& all = Declarations::of_program();
  const auto is_of_sample = [&](const SourceLine& where) { return fs::path(where.file).stem() == sample; };
  Declarations chosen;
  for (const auto& one : all.steps) {
    if (is_of_sample(one.where)) chosen.steps.push_back(one);
  }
  for (const auto& one : all.hooks) {
    if (is_of_sample(one.where)) chosen.hooks.push_back(one);
  }
  for (const auto& one : all.parameter_types) {
    if (is_of_sample(one.where)) chosen.parameter_types.push_back(one);
  }
  return chosen;
}

void apply_arguments(const fs::path& file, run::Options& options, Kept& kept) {
  std::ifstream words(file);
  for (std::string word; words >> word;) {
    if (word == "--retry") {
      words >> options.retries;
    } else if (word == "--order") {
      words >> word;
      options.order = word == "reverse" ? run::Order::reverse : run::Order::defined;
    } else if (word == "--error") {
      kept.breaks = true;
    } else {
      throw std::runtime_error(file.string() + ": \"" + word + "\" is no argument that ordeal knows");
    }
  }
}

void check(const fs::path& folder, run::Isolation isolation) {
  const std::string sample = folder.filename().string();
  sample_files.clear();
  for (const auto& entry : fs::directory_iterator(folder)) {
    sample_files.emplace(entry.path().filename().string(), text_of(entry.path()));
  }
  Kept kept;
  const fs::path evidence = fs::temp_directory_path() / ("kit-" + std::to_string(getpid()));
  run::Options options{.paths = {folder.string()},
                       .isolation = isolation,
                       .evidence = evidence,
                       .way = process::probe().way,
                       .rerun = "ordeal run"};
  apply_arguments(folder / (sample + ".arguments.txt"), options, kept);
  const auto tally = run::run(options, Registry(declarations_of(sample)), {}, kept);
  fs::remove_all(evidence);
  ASSERT_TRUE(tally) << "the run cannot begin: " << tally.error().reasons.front();
  EXPECT_EQ(canonical(kept.stream), canonical(messages_in(folder / (sample + ".ndjson"))));
}

}  // namespace

void add_kit_cases(const fs::path& folder) {
  constexpr std::pair<run::Isolation, const char*> ways[] = {{run::Isolation::none, "KitInOneProcess"},
                                                             {run::Isolation::worker, "KitInWorkers"},
                                                             {run::Isolation::scenario, "KitInEnclosures"}};
  std::size_t found = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string sample = entry.path().filename().string();
    if (!fs::exists(entry.path() / (sample + ".ndjson"))) continue;
    ++found;
    for (const auto& [isolation, suite] : ways) {
      add_case(suite, sample, [path = entry.path(), isolation = isolation] { check(path, isolation); });
    }
  }
  if (found == 0) throw std::runtime_error("no sample in " + folder.string());
}

}  // namespace conformance
}  // namespace ordeal
