// YAML → configuration.
#include "pipeline/real/configuration.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

#include "pipeline/protocol/duration_text.hpp"
#include "pipeline/real/nearest_name.hpp"

namespace slots {
namespace {

template <class Number>
bool read_number(const std::string& text, Number& into) {
  const char* end = text.data() + text.size();
  Number number;
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stopped != end) return false;
  into = number;
  return true;
}

bool read_truth(const std::string& text, bool& into) {
  into = text == "true" || text == "yes" || text == "on";
  return into || text == "false" || text == "no" || text == "off";
}

// Reads one value; returns what it must be when it is not, else nothing.
class ReadValue {
 public:
  explicit ReadValue(const YAML::Node& node) : node_(node) {}

  const char* operator()(std::string* into) const {
    if (!node_.IsScalar()) return "a text";
    *into = node_.Scalar();
    return nullptr;
  }
  const char* operator()(bool* into) const {
    return scalar() && read_truth(node_.Scalar(), *into) ? nullptr : "true or false";
  }
  const char* operator()(double* into) const { return number(into, "a number"); }
  const char* operator()(int* into) const { return number(into, "a whole number"); }
  const char* operator()(std::int64_t* into) const { return number(into, "a whole number"); }
  const char* operator()(std::uint64_t* into) const { return number(into, "a whole number, at least 0"); }
  const char* operator()(Duration* into) const {
    const auto duration = scalar() ? parse_duration(node_.Scalar()) : std::nullopt;
    if (duration) *into = *duration;
    return duration ? nullptr : "a duration like 21 s, 250 ms or 1 min";
  }
  const char* operator()(std::vector<std::string>* into) const {
    std::vector<std::string> texts;
    if (!node_.IsSequence()) return "a list of texts";
    for (const auto& element : node_) {
      if (!element.IsScalar()) return "a list of texts";
      texts.push_back(element.Scalar());
    }
    *into = std::move(texts);
    return nullptr;
  }
  const char* operator()(std::map<std::string, std::string>* into) const {
    std::map<std::string, std::string> texts;
    if (!node_.IsMap()) return "a map from texts to texts";
    for (const auto& pair : node_) {
      if (!pair.first.IsScalar() || !pair.second.IsScalar()) return "a map from texts to texts";
      texts[pair.first.Scalar()] = pair.second.Scalar();
    }
    *into = std::move(texts);
    return nullptr;
  }

 private:
  bool scalar() const { return node_.IsScalar(); }
  template <class Number>
  const char* number(Number* into, const char* what) const {
    return scalar() && read_number(node_.Scalar(), *into) ? nullptr : what;
  }
  const YAML::Node& node_;
};

std::string shown(const YAML::Node& node) {
  if (node.IsScalar()) return "'" + node.Scalar() + "'";
  if (node.IsMap()) return "a section";
  return node.IsSequence() ? "a list" : "empty";
}

class Reader final : public Keys {
 public:
  Reader(std::string name, YAML::Node root) : name_(std::move(name)) { levels_.push_back({root, "", {}}); }

  // Puts "limits.image=20 s" into the tree.
  void override_with(const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      problems.push_back("--set " + text + ": must look like key=value");
      return;
    }
    const std::string path = text.substr(0, equals);
    try {
      const YAML::Node value = YAML::Load(text.substr(equals + 1));
      put(levels_.front().node, path, value);
      overridden_.insert(path);
    } catch (const YAML::Exception& problem) {
      problems.push_back("--set " + text + ": " + problem.msg);
    }
  }

  // Behind the visit of the outermost level.
  void finish() { find_strangers(); }

  ConfigurationProblems problems;

 private:
  struct Level {
    YAML::Node node;
    std::string path;  // "limits."
    std::vector<std::string> known;
  };

  static void put(YAML::Node node, const std::string& path, const YAML::Node& value) {
    const auto dot = path.find('.');
    const std::string key = path.substr(0, dot);
    if (dot == std::string::npos) {
      node[key] = value;
      return;
    }
    if (!node[key].IsDefined() || !node[key].IsMap()) node[key] = YAML::Node(YAML::NodeType::Map);
    put(node[key], path.substr(dot + 1), value);
  }

  std::string place(const std::string& path, const YAML::Node& node) const {
    if (overridden_.contains(path)) return "--set " + path;
    const auto mark = node.Mark();
    return mark.is_null() ? name_ : name_ + ":" + std::to_string(mark.line + 1);
  }

  // The node under `name`, or an undefined one, reported if it is needed.
  YAML::Node find(const std::string& name, bool required) {
    Level& level = levels_.back();
    level.known.push_back(name);
    const YAML::Node& here = level.node;
    YAML::Node found = here.IsMap() ? here[name] : YAML::Node(YAML::NodeType::Undefined);
    if (!found.IsDefined() && required) {
      // The outermost level has no line worth naming.
      const std::string where =
          level.path.empty() ? name_ : place(level.path.substr(0, level.path.size() - 1), here);
      problems.push_back(where + ": missing key '" + level.path + name + "'");
    }
    return found;
  }

  void wrong(const std::string& path, const YAML::Node& node, const std::string& expected) {
    problems.push_back(place(path, node) + ": '" + path + "' is " + shown(node) + ", must be " + expected);
  }

  void value(const std::string& name, Value value, bool required) override {
    const YAML::Node node = find(name, required);
    if (!node.IsDefined()) return;
    if (const char* expected = std::visit(ReadValue(node), value)) {
      unread_.insert(levels_.back().path + name);
      wrong(levels_.back().path + name, node, expected);
    }
  }

  // A key that is not there has its default, and one whose value was not read has been reported.
  void out_of_range(const std::string& name, const std::string& allowed) override {
    const Level& level = levels_.back();
    const std::string path = level.path + name;
    if (!level.node.IsMap() || !level.node[name].IsDefined() || unread_.contains(path)) return;
    wrong(path, level.node[name], allowed);
  }

  void section(const std::string& name, const std::function<void()>& inside, bool required) override {
    const YAML::Node node = find(name, required);
    if (!node.IsDefined()) return;
    const std::string path = levels_.back().path + name;
    if (!node.IsMap()) return wrong(path, node, "a section");
    levels_.push_back({node, path + ".", {}});
    inside();
    find_strangers();
    levels_.pop_back();
  }

  void find_strangers() {
    const Level& level = levels_.back();
    if (!level.node.IsMap()) return;
    std::set<std::string> seen;
    for (const auto& pair : level.node) {
      const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : shown(pair.first);
      const std::string where = place(level.path + key, pair.first);
      if (!seen.insert(key).second)
        problems.push_back(where + ": key '" + level.path + key + "' is there twice");
      if (std::find(level.known.begin(), level.known.end(), key) != level.known.end()) continue;
      const auto nearest = nearest_name(key, level.known);
      problems.push_back(where + ": unknown key '" + level.path + key + "'" +
                         (nearest.empty() ? "" : "; did you mean '" + level.path + nearest + "'?"));
    }
  }

  std::string name_;
  std::vector<Level> levels_;
  std::set<std::string> overridden_, unread_;
};

}  // namespace

ConfigurationProblems parse_configuration(const std::string& text, const std::string& name,
                                          const std::vector<std::string>& overrides,
                                          const std::function<void(Keys&)>& visit) {
  YAML::Node root;
  try {
    root = YAML::Load(text);
  } catch (const YAML::Exception& problem) {
    return {name + ":" + std::to_string(problem.mark.line + 1) + ": this is no YAML: " + problem.msg};
  }
  if (!root.IsMap() && !root.IsNull())
    return {name + ": must be a map of keys and values, is " + shown(root)};
  if (root.IsNull()) root = YAML::Node(YAML::NodeType::Map);
  Reader reader(name, root);
  for (const auto& line : overrides) reader.override_with(line);
  visit(reader);
  reader.finish();
  return std::move(reader.problems);
}

ConfigurationProblems load_configuration(const std::string& file, const std::vector<std::string>& overrides,
                                         const std::function<void(Keys&)>& visit) {
  std::ifstream stream(file);
  stream.peek();  // a folder can be opened, but not read
  if (!stream.is_open() || stream.bad()) {
    return {"cannot read the configuration " + file + ": " + std::generic_category().message(errno)};
  }
  std::ostringstream text;
  text << stream.rdbuf();
  return parse_configuration(text.str(), file, overrides, visit);
}

}  // namespace slots
