#include "pipeline/protocol/partial.hpp"

namespace slots {

const boost::json::object* partial_of(const boost::json::object& result) {
  const boost::json::object* within = &result;
  for (const char* key : {"error", "details", kPartial}) {
    const auto* value = within->if_contains(key);
    within = value ? value->if_object() : nullptr;
    if (!within) return nullptr;
  }
  return within;
}

}  // namespace slots
