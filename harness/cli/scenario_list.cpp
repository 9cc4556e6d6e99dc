#include "harness/cli/scenario_list.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "harness/text/display_width.hpp"

namespace ordeal::cli {

std::vector<ListedScenario> list_scenarios(const run::Plan& plan) {
  std::vector<ListedScenario> scenarios;
  for (const run::Chosen& chosen : plan.scenarios) {
    const auto feature = chosen.feature->parsed();
    const gherkin::Pickle& pickle = feature->pickles[chosen.index];
    scenarios.push_back({.file = std::string(pickle.uri),
                         .line = pickle.location.line,
                         .feature = std::string(feature->document.feature->name),
                         .name = std::string(pickle.name),
                         .tags = run::tags_of(pickle)});
  }
  return scenarios;
}

void write_text(std::ostream& out, const std::vector<ListedScenario>& scenarios) {
  std::size_t width = 0;
  for (const ListedScenario& scenario : scenarios) width = std::max(width, display_width(scenario.place()));
  for (const ListedScenario& scenario : scenarios) {
    const std::string place = scenario.place();
    out << place << std::string(width - display_width(place), ' ') << "  " << scenario.name;
    const char* separator = "  ";
    for (const std::string& tag : scenario.tags) {
      out << separator << tag;
      separator = " ";
    }
    out << "\n";
  }
}

void write_json(std::ostream& out, const std::vector<ListedScenario>& scenarios) {
  boost::json::array all;
  for (const ListedScenario& scenario : scenarios) {
    boost::json::array tags;
    for (const std::string& tag : scenario.tags) tags.emplace_back(tag);
    all.push_back(boost::json::object{{"file", scenario.file},
                                      {"line", scenario.line},
                                      {"feature", scenario.feature},
                                      {"name", scenario.name},
                                      {"tags", tags}});
  }
  out << boost::json::serialize(all) << "\n";
}

}  // namespace ordeal::cli
