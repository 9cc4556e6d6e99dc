// Settings in a text in TOML, https://toml.io: [sections] and key = value, where a value is a text, a number,
// true, false, or a [list] of these.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ordeal::cli {

struct Setting {
  std::vector<std::string> section;  // "profile", "ci", "run" below [profile.ci.run]
  std::string key;
  std::vector<std::string> values;  // one, unless it is a list
  int line = 0;                     // from 1
};

struct SettingsError {
  int line = 0;
  std::string message;
};

// In the order in which they stand.
boost::system::result<std::vector<Setting>, SettingsError> read_settings(std::string_view text);
[[noreturn]] void throw_exception_from_error(const SettingsError&, const boost::source_location&);

}  // namespace ordeal::cli
