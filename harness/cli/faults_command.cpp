#include "harness/cli/faults_command.hpp"

#include <CLI/CLI.hpp>
#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/join.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

namespace ordeal::cli {
namespace {

bool speaks_of(const FaultEntry& fault, const std::string& search) {
  const std::string text = fault.name + "\n" + fault.wording + "\n" + fault.what;
  return boost::algorithm::to_lower_copy(text).find(boost::algorithm::to_lower_copy(search)) !=
         std::string::npos;
}

void write_text(const FaultEntry& fault) {
  std::cout << fault.wording << "\n  " << fault.what
            << "\n  arms: " << boost::algorithm::join(fault.arms, ", ") << "\n  lands by: " << fault.evidence
            << "\n  cure: " << fault.cure << "\n  " << fault.example << "\n\n";
}

void write_markdown(const std::vector<FaultEntry>& faults) {
  std::cout
      << "# Faults\nMade by `ordeal faults --format markdown > docs/faults.md` from `faults/`, one fault a "
         "file; a test\ncompares the two. `ordeal faults WORD` finds one.\n";
  for (const FaultEntry& fault : faults) {
    std::cout << "\n## " << fault.wording << "\n"
              << fault.what << "\n\n"
              << "- Arms: " << boost::algorithm::join(fault.arms, ", ") << "\n- Lands by: " << fault.evidence
              << "\n- Cure: " << fault.cure << "\n\n```gherkin\n"
              << fault.example << "\n```\n";
  }
}

void write_json(const std::vector<FaultEntry>& faults) {
  boost::json::array all;
  for (const FaultEntry& fault : faults) {
    all.push_back({{"name", fault.name},
                   {"wording", fault.wording},
                   {"what", fault.what},
                   {"arms", boost::json::array(fault.arms.begin(), fault.arms.end())},
                   {"evidence", fault.evidence},
                   {"cure", fault.cure},
                   {"example", fault.example}});
  }
  std::cout << boost::json::serialize(all) << "\n";
}

int list_faults(const Suite& suite, const std::string& search, const std::string& format) {
  std::vector<FaultEntry> found;
  for (const FaultEntry& fault : suite.faults) {
    if (speaks_of(fault, search)) found.push_back(fault);
  }
  if (format == "markdown") {
    write_markdown(found);
  } else if (format == "json") {
    write_json(found);
  } else {
    for (const FaultEntry& fault : found) write_text(fault);
  }
  if (!found.empty()) return 0;
  std::cerr << suite.name << " faults: no fault speaks of '" << search << "'; leave it out to see all\n";
  return 1;
}

}  // namespace

void add_faults_command(CLI::App& app, const Suite& suite, int& exit_code) {
  if (suite.faults.empty()) return;
  struct Arguments {
    std::string search, format = "text";
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("faults", "List what can go wrong on purpose, and on which arms");
  command->add_option("search", arguments->search, "Only those with this text in their words");
  command->add_option("--format", arguments->format, "text, markdown or json")
      ->check(CLI::IsMember({"text", "markdown", "json"}))
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  ordeal faults memory        those that speak of memory\n"
      "Exit codes: 2 usage; 1 nothing found; 0 found");
  command->callback([&suite, arguments, &exit_code] {
    exit_code = list_faults(suite, arguments->search, arguments->format);
  });
}

}  // namespace ordeal::cli
