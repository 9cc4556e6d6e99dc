// One structured event of a program's log.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

namespace ordeal {

struct ProgramEvent {
  std::string role, name;
  boost::json::object fields;
  double at_ms = 0;  // nominal, by the program's own clock
};

}  // namespace ordeal
