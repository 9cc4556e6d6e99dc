// A program's configuration: a struct, and one function beside it that names its keys
// (pipeline/env/keys.hpp). YAML is read into it with every problem found at once, each with file and line;
// JSON text for another program is written out of it.
//
//   DirectorConfig config;
//   const auto problems = load_configuration(file, overrides, config);
//   if (!problems.empty()) … print each, leave with 78
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <functional>
#include <string>
#include <vector>

#include "pipeline/env/keys.hpp"

namespace slots {

// One line each: "director.yaml:7: unknown key 'lisen'; did you mean 'listen'?"
using ConfigurationProblems = std::vector<std::string>;

// `overrides`: "limits.image=20 s", stronger than the file; as `--set` gives them. `name` stands in problems.
ConfigurationProblems parse_configuration(const std::string& text, const std::string& name,
                                          const std::vector<std::string>& overrides,
                                          const std::function<void(Keys&)>& visit);
ConfigurationProblems load_configuration(const std::string& file, const std::vector<std::string>& overrides,
                                         const std::function<void(Keys&)>& visit);
boost::json::object write_configuration(const std::function<void(Keys&)>& visit);

template <class Config>
ConfigurationProblems parse_configuration(const std::string& text, const std::string& name,
                                          const std::vector<std::string>& overrides, Config& into) {
  return parse_configuration(text, name, overrides, [&](Keys& key) { keys(key, into); });
}
template <class Config>
ConfigurationProblems load_configuration(const std::string& file, const std::vector<std::string>& overrides,
                                         Config& into) {
  return load_configuration(file, overrides, [&](Keys& key) { keys(key, into); });
}
// What parse_configuration() reads back: how a director hands a worker its settings.
template <class Config>
std::string configuration_text(Config config) {
  return boost::json::serialize(write_configuration([&](Keys& key) { keys(key, config); }));
}

}  // namespace slots
