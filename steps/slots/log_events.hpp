// Whom an event of a program's log is about.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "steps/capabilities/events.hpp"

namespace ordeal {

// The role of the worker that a step calls by its number.
inline std::string worker_named(int number) {
  return "worker " + std::to_string(number);
}

// `field`: "worker", "slot". An event without it is about nobody.
inline bool is_about(const ProgramEvent& event, const char* field, const std::string& whom) {
  const auto* about = event.fields.if_contains(field);
  return about && *about == boost::json::string(whom);
}

}  // namespace ordeal
