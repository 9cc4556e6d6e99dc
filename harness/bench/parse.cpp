// How fast features are parsed: reads all files of a folder, then passes over them in memory. Prints one line
// of JSON with MB/s (10^6 bytes of source a second of wall time, the best of the passes).
//
//   bench_parse FOLDER [PASSES]
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "harness/gherkin/compile.hpp"
#include "harness/gherkin/json.hpp"
#include "harness/gherkin/parser.hpp"
#include "harness/text/file.hpp"

namespace ordeal::gherkin {
namespace {

std::vector<std::string> sources_in(const std::string& folder) {
  std::vector<std::string> sources;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".feature") continue;
    sources.push_back(content_of(entry.path()).value());
  }
  return sources;
}

enum class Until { tree, pickles, json };

// Gives how many scenarios or pickles there are, so that nothing is left out unseen. Throws for what does not
// parse.
std::size_t parse_one(const std::string& source, IncrementingIds& ids, Until until, std::string& json) {
  const Document document = parse(source, "a.feature", ids).value();
  if (until == Until::tree) return document.feature ? document.feature->scenarios.size() : 0;
  const Pickles pickles = compile_pickles(document, ids).value();
  if (until == Until::json) {
    json.clear();
    append_document_json(json, document);
    for (const Pickle& pickle : pickles) append_pickle_json(json, pickle);
  }
  return pickles.size();
}

struct Pass {
  double megabytes_a_second = 0;
  std::size_t found = 0;
};

Pass best_of(int passes, const std::vector<std::string>& sources, Until until) {
  Pass best;
  std::string json;
  for (int pass = 0; pass < passes; ++pass) {
    IncrementingIds ids;
    std::size_t bytes = 0, found = 0;
    const auto from = std::chrono::steady_clock::now();
    for (const std::string& source : sources) {
      bytes += source.size();
      found += parse_one(source, ids, until, json);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - from;
    best = {std::max(best.megabytes_a_second, static_cast<double>(bytes) / 1e6 / took.count()), found};
  }
  return best;
}

int measure(const std::string& folder, int passes) {
  const auto sources = sources_in(folder);
  if (sources.empty()) {
    std::cerr << "bench_parse: no .feature file in " << folder << "\n";
    return 1;
  }
  const Pass tree = best_of(passes, sources, Until::tree);
  const Pass pickles = best_of(passes, sources, Until::pickles);
  const Pass json = best_of(passes, sources, Until::json);
  std::cout << R"({"ast": )" << tree.megabytes_a_second << R"(, "pickles": )" << pickles.megabytes_a_second
            << R"(, "json": )" << json.megabytes_a_second << R"(, "found": )" << pickles.found << "}\n";
  return 0;
}

}  // namespace
}  // namespace ordeal::gherkin

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: bench_parse FOLDER [PASSES]\n";
    return 2;
  }
  return ordeal::gherkin::measure(argv[1], argc > 2 ? std::max(1, std::atoi(argv[2])) : 3);
}
