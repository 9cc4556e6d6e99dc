#include "harness/messages/renaming.hpp"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <functional>

namespace ordeal::messages {
namespace {

using boost::json::value;

constexpr std::array<std::string_view, 14> kIdKeys = {
    "id",         "astNodeId",         "astNodeIds",        "hookId",
    "pickleId",   "pickleStepId",      "stepDefinitionIds", "testCaseId",
    "testStepId", "testCaseStartedId", "testRunStartedId",  "testRunHookStartedId",
    "workerId",   "patternId"};

using OnId = std::function<void(boost::json::string&)>;

void for_each_id(value& json, bool is_id, const OnId& on_id) {
  if (auto* text = json.if_string(); text != nullptr && is_id) {
    on_id(*text);
  } else if (auto* list = json.if_array()) {
    for (value& element : *list) for_each_id(element, is_id, on_id);
  } else if (auto* members = json.if_object()) {
    for (auto& [key, member] : *members)
      for_each_id(member, std::ranges::find(kIdKeys, std::string_view(key)) != kIdKeys.end(), on_id);
  }
}

}  // namespace

void Renaming::rename(value& message) {
  for_each_id(message, false, [this](boost::json::string& id) {
    std::string& renamed = renamed_[std::string(id)];
    if (renamed.empty()) renamed = shared_.fresh();
    id = renamed;
  });
}

bool Renaming::rename_shared(value& message) {
  std::vector<std::string> introduced;
  value canonical = message;
  for_each_id(canonical, false, [&](boost::json::string& id) {
    const std::string was(id);
    if (const auto known = renamed_.find(was); known != renamed_.end()) {
      id = known->second;
      return;
    }
    const auto found = std::ranges::find(introduced, was);
    id = "new " + std::to_string(found - introduced.begin());
    if (found == introduced.end()) introduced.push_back(was);
  });
  const std::string text = boost::json::serialize(canonical);
  const std::string digest =
      to_string(boost::uuids::name_generator_sha1(boost::uuids::ns::oid())(text.data(), text.size()));
  const auto [same, first] = shared_.introduced_.try_emplace(digest);
  if (first) {
    for (std::size_t i = 0; i < introduced.size(); ++i) same->second.push_back(shared_.fresh());
  }
  for (std::size_t i = 0; i < introduced.size(); ++i) renamed_[introduced[i]] = same->second[i];
  rename(message);
  return first;
}

}  // namespace ordeal::messages
