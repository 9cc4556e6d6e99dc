#include "harness/cli/scenario_list.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <map>

namespace ordeal::cli {

std::vector<ListedScenario> list_scenarios(const run::Features& features, const run::Plan& plan) {
  std::map<std::string_view, std::string_view> names;
  for (const run::Feature& feature : features.read) {
    if (feature.document.feature) names[feature.uri] = feature.document.feature->name;
  }
  std::vector<ListedScenario> scenarios;
  for (const run::PlannedScenario& planned : plan.scenarios) {
    scenarios.push_back({.file = std::string(planned.pickle->uri),
                         .line = planned.pickle->location.line,
                         .feature = std::string(names[planned.pickle->uri]),
                         .name = std::string(planned.pickle->name),
                         .tags = planned.tags()});
  }
  return scenarios;
}

void write_text(std::ostream& out, const std::vector<ListedScenario>& scenarios) {
  std::size_t width = 0;
  for (const ListedScenario& scenario : scenarios) width = std::max(width, scenario.place().size());
  for (const ListedScenario& scenario : scenarios) {
    const std::string place = scenario.place();
    out << place << std::string(width - place.size(), ' ') << "  " << scenario.name;
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
