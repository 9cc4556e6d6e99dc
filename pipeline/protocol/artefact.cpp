#include "pipeline/protocol/artefact.hpp"

namespace slots {
namespace {

Error wrong(std::size_t index, const std::string& what) {
  return Error{.code = "INVALID_REQUEST", .message = "artefacts[" + std::to_string(index) + "] " + what};
}

}  // namespace

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.size() <= 255 && name.front() != '.' && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

Result<std::vector<Artefact>> artefacts_of(const boost::json::object& details) {
  std::vector<Artefact> found;
  const auto* list = details.if_contains("artefacts");
  if (!list) return found;
  if (!list->is_array()) return Error{.code = "INVALID_REQUEST", .message = "artefacts is no array"};
  for (const auto& entry : list->get_array()) {
    const std::size_t index = found.size();
    const auto* object = entry.if_object();
    const auto* name = object ? object->if_contains("name") : nullptr;
    const auto* bytes = object ? object->if_contains("bytes") : nullptr;
    if (!name || !name->is_string() || !is_plain_name(name->get_string().c_str())) {
      return wrong(index, "has no plain file name");
    }
    boost::system::error_code problem;
    const auto size = bytes ? bytes->to_number<std::int64_t>(problem) : -1;
    if (problem || size < 0) return wrong(index, "has no size in bytes");
    found.push_back({.name = name->get_string().c_str(), .bytes = size});
  }
  return found;
}

}  // namespace slots
