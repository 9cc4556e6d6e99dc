#include "harness/cli/settings.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace ordeal::cli {
namespace {

int line_of(const toml::source_region& where) {
  return static_cast<int>(where.begin.line);
}

// As a command line has it.
std::string in_words(double number) {
  std::array<char, 32> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

// Throws SettingsError.
std::string value_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* number = node.as_floating_point()) return in_words(number->get());
  if (const auto* answer = node.as_boolean()) return answer->get() ? "true" : "false";
  throw SettingsError{line_of(node.source()),
                      "a value must be a \"text\", a number, true, false or a [list] of these"};
}

std::vector<std::string> values_of(const toml::node& node) {
  const auto* list = node.as_array();
  if (!list) return {value_of(node)};
  std::vector<std::string> values;
  for (const toml::node& element : *list) values.push_back(value_of(element));
  return values;
}

void add_settings(const toml::table& table, const std::vector<std::string>& section,
                  std::vector<Setting>& settings) {
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (const auto* below = node.as_table()) {
      std::vector<std::string> deeper = section;
      deeper.push_back(name);
      add_settings(*below, deeper, settings);
    } else {
      settings.push_back({section, name, values_of(node), line_of(key.source())});
    }
  }
}

}  // namespace

boost::system::result<std::vector<Setting>, SettingsError> read_settings(std::string_view text) {
  std::vector<Setting> settings;
  try {
    add_settings(toml::parse(text), {}, settings);
  } catch (const toml::parse_error& wrong) {
    return SettingsError{line_of(wrong.source()), std::string(wrong.description())};
  } catch (SettingsError& wrong) {
    return std::move(wrong);
  }
  std::ranges::sort(settings, {}, [](const Setting& each) { return std::pair(each.line, each.key); });
  return settings;
}

void throw_exception_from_error(const SettingsError& wrong, const boost::source_location&) {
  throw std::runtime_error("line " + std::to_string(wrong.line) + ": " + wrong.message);
}

}  // namespace ordeal::cli
