#include "harness/conformance/canonical.hpp"

#include <boost/json/serialize.hpp>
#include <map>
#include <set>

namespace ordeal::conformance {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

const std::set<std::string, std::less<>> kIds = {"id",
                                                 "hookId",
                                                 "pickleId",
                                                 "pickleStepId",
                                                 "testCaseId",
                                                 "testStepId",
                                                 "astNodeId",
                                                 "astNodeIds",
                                                 "testCaseStartedId",
                                                 "testRunStartedId",
                                                 "stepDefinitionIds",
                                                 "testRunHookStartedId",
                                                 "patternId"};
const std::set<std::string, std::less<>> kTimes = {"timestamp", "duration"};
const std::set<std::string, std::less<>> kOwn = {"implementation",  "runtime",         "os",         "cpu",
                                                 "protocolVersion", "sourceReference", "stackTrace", "code"};

class Canonical {
 public:
  value of(const value& json, std::string_view key, std::string_view parent) {
    if (kTimes.contains(key)) return "time";
    if (kOwn.contains(key) || (key == "type" && parent == "exception") ||
        (key == "language" && parent == "snippets"))
      return "own";
    if (kIds.contains(key)) return ids(json);
    if (key == "uri" && json.is_string()) return value(last_two(std::string(json.as_string())));
    if (const auto* list = json.if_array()) {
      array made;
      for (const auto& element : *list) made.push_back(of(element, "", key));
      return made;
    }
    if (const auto* members = json.if_object()) return members_of(*members, key.empty() ? parent : key);
    return json;
  }

 private:
  value members_of(const object& members, std::string_view name) {
    std::map<std::string, value> sorted;  // ids are numbered in the order of the keys
    for (const auto& member : members) {
      if (name == "meta" && member.key() == "ci") continue;  // where it ran, if that is known
      sorted.emplace(member.key(), member.value());
    }
    object made;
    for (const auto& [key, inner] : sorted) made.emplace(key, of(inner, key, name));
    return made;
  }

  value ids(const value& json) {
    if (const auto* list = json.if_array()) {
      array made;
      for (const auto& element : *list) made.push_back(ids(element));
      return made;
    }
    const auto [found, fresh] = numbers_.try_emplace(std::string(json.as_string()), numbers_.size());
    return value(static_cast<std::int64_t>(found->second));
  }

  static std::string last_two(const std::string& uri) {
    const auto slash = uri.rfind('/');
    if (slash == std::string::npos || slash == 0) return uri;
    const auto before = uri.rfind('/', slash - 1);
    return before == std::string::npos ? uri : uri.substr(before + 1);
  }

  std::map<std::string, std::size_t> numbers_;
};

}  // namespace

std::string canonical(const std::vector<value>& stream) {
  Canonical canonical;
  std::string text;
  for (const value& message : stream) text += serialize(canonical.of(message, "", "")) + "\n";
  return text;
}

}  // namespace ordeal::conformance
