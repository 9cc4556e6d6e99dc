#include "harness/cli/ctest_lines.hpp"

#include <algorithm>
#include <map>

#include "harness/text/escape.hpp"

namespace ordeal::cli {
namespace {

std::vector<std::string> test_names(const std::vector<ListedScenario>& scenarios, const std::string& prefix) {
  std::vector<std::string> names;
  std::map<std::string, int> count;
  for (const ListedScenario& scenario : scenarios) {
    std::string name = prefix + scenario.feature + ": " + scenario.name;
    std::ranges::replace_if(name, [](unsigned char c) { return c < ' ' || c == 0x7F; }, ' ');
    ++count[name];
    names.push_back(std::move(name));
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (count.at(names[i]) > 1) names[i] += " (" + scenarios[i].place() + ")";
  }
  return names;
}

// A CMake list; a ';' within a label is escaped.
std::string labels_of(const std::vector<std::string>& tags) {
  constexpr Escape semicolon[] = {{';', "\\;"}};
  std::string labels;
  for (const std::string& tag : tags) {
    if (!labels.empty()) labels += ';';
    labels += escaped(tag.substr(1), semicolon);
  }
  return labels;
}

}  // namespace

std::string cmake_argument(std::string_view text) {
  std::string level;
  while (text.find("]" + level + "]") != std::string_view::npos || text.ends_with("]" + level)) level += '=';
  // CMake drops a line end right behind the opening bracket.
  const char* line_end = text.starts_with('\n') || text.starts_with('\r') ? "\n" : "";
  return "[" + level + "[" + line_end + std::string(text) + "]" + level + "]";
}

void write_ctest_lines(std::ostream& out, const std::vector<ListedScenario>& scenarios,
                       const CtestOptions& options) {
  const std::vector<std::string> names = test_names(scenarios, options.prefix);
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    const std::string name = cmake_argument(names[i]);
    out << "add_test(" << name;
    for (const std::string& word : options.command) out << " " << cmake_argument(word);
    out << " " << cmake_argument(scenarios[i].place()) << ")\n";
    out << "set_tests_properties(" << name << " PROPERTIES TIMEOUT " << options.timeout
        << " SKIP_RETURN_CODE " << options.skip_code << " WORKING_DIRECTORY "
        << cmake_argument(options.working_directory);
    if (!scenarios[i].tags.empty()) out << " LABELS " << cmake_argument(labels_of(scenarios[i].tags));
    out << ")\n";
  }
}

}  // namespace ordeal::cli
