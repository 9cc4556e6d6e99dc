// What a configuration's keys are: one function beside a struct names them, with the range that each value
// must be in. Whoever reads or writes configurations implements Keys (pipeline/real/configuration.hpp).
//
//   struct Limits { Duration image = 15s; };
//   inline void keys(Keys& key, Limits& limits) { key.optional("image", limits.image, within(1ms, 1h)); }
//
//   struct DirectorConfig { std::string listen; Limits limits; };
//   inline void keys(Keys& key, DirectorConfig& config) {
//     key("listen", config.listen, not_empty());   // must be there
//     key.optional("limits", config.limits);       // a section; without it its defaults hold
//   }
//
// Values: bool, int, 64-bit integers, double, text, Duration ("21 s", "250 ms", "1 min"), lists of texts,
// maps from text to text, and sections.
#pragma once

#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "pipeline/protocol/duration_text.hpp"

namespace slots {

// What is allowed, both ends included. Written so that NaN is not.
template <class T>
struct Range {
  T least, most;
  template <class Value>
  bool holds(const Value& value) const {
    return least <= value && value <= most;
  }
  std::string text() const { return "from " + shown(least) + " to " + shown(most); }

 private:
  static std::string shown(Duration value) { return duration_text(value); }
  template <class Number>
  static std::string shown(Number value) {
    std::ostringstream text;
    text.precision(12);
    text << value;
    return text.str();
  }
};

struct NotEmpty {
  bool holds(const std::string& value) const { return !value.empty(); }
  std::string text() const { return "a text that is not empty"; }
};

// A range whose ends may have any type that the value's type can hold.
template <class Least, class Most>
auto within(Least least, Most most) {
  if constexpr (std::is_convertible_v<Least, Duration>) {
    return Range<Duration>{least, most};
  } else {
    return Range<std::common_type_t<Least, Most>>{least, most};
  }
}
inline NotEmpty not_empty() {
  return {};
}

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
  template <class T, class Allowed>
  void operator()(const char* name, T& value, const Allowed& allowed) {
    visit(name, value, true);
    if (!allowed.holds(value)) out_of_range(name, allowed.text());
  }
  template <class T, class Allowed>
  void optional(const char* name, T& value, const Allowed& allowed) {
    visit(name, value, false);
    if (!allowed.holds(value)) out_of_range(name, allowed.text());
  }

 protected:
  virtual void value(const std::string& name, Value value, bool required) = 0;
  // Calls `inside` between entering the section and leaving it.
  virtual void section(const std::string& name, const std::function<void()>& inside, bool required) = 0;
  // The key's value, read or given, is none of those allowed.
  virtual void out_of_range(const std::string& name, const std::string& allowed) = 0;

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

}  // namespace slots
