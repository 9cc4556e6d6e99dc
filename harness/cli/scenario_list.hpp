// What `ordeal list` shows: the scenarios of a selection.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "harness/run/plan.hpp"

namespace ordeal::cli {

struct ListedScenario {
  std::string file;
  std::uint32_t line = 0;  // of an outline: of its row
  std::string feature;     // its name
  std::string name;
  std::vector<std::string> tags;  // with '@'

  std::string place() const { return file + ":" + std::to_string(line); }
};

std::vector<ListedScenario> list_scenarios(const run::Plan&);

// "place  name  tags", a line each.
void write_text(std::ostream&, const std::vector<ListedScenario>&);
// An array of objects: file, line, feature, name, tags.
void write_json(std::ostream&, const std::vector<ListedScenario>&);

}  // namespace ordeal::cli
