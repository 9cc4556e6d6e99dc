// A program's configuration: a struct, and one function beside it that names its keys. YAML is read into it
// with every problem found at once, each with file and line; JSON text for another program is written out of
// it.
//
//   struct Limits { Duration image = 15s; };
//   inline void keys(Keys& key, Limits& limits) { key.optional("image", limits.image); }
//
//   struct DirectorConfig { std::string listen; Limits limits; };
//   inline void keys(Keys& key, DirectorConfig& config) {
//     key("listen", config.listen);            // must be there
//     key.optional("limits", config.limits);   // a section; without it its defaults hold
//   }
//
//   DirectorConfig config;
//   const auto problems = load_configuration(file, overrides, config);
//   if (!problems.empty()) … print each, leave with 78
//
// Values: bool, int, 64-bit integers, double, text, Duration ("21 s", "250 ms", "1 min"), lists of texts,
// maps from text to text, and sections.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "pipeline/env/time.hpp"

namespace slots {

class Keys {
 public:
  using Value = std::variant<bool*, int*, std::int64_t*, std::uint64_t*, double*, std::string*, Duration*,
                             std::vector<std::string>*, std::map<std::string, std::string>*>;
  virtual ~Keys() = default;

  template <class T>
  void operator()(const char* name, T& value) {
    visit(name, value, true);
  }
  template <class T>
  void optional(const char* name, T& value) {
    visit(name, value, false);
  }

 protected:
  virtual void value(const std::string& name, Value value, bool required) = 0;
  // Calls `inside` between entering the section and leaving it.
  virtual void section(const std::string& name, const std::function<void()>& inside, bool required) = 0;

 private:
  template <class T>
  void visit(const char* name, T& target, bool required) {
    if constexpr (requires(Keys& key) { keys(key, target); }) {
      section(name, [&] { keys(*this, target); }, required);
    } else {
      value(name, Value(&target), required);
    }
  }
};

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
