#include "harness/definitions/readable_type.hpp"

#include <array>
#include <boost/core/demangle.hpp>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

namespace ordeal {

std::string readable_type(std::type_index type) {
  // Where the demangled name shows how the library is built rather than what one writes.
  static const std::array<std::pair<std::type_index, std::string_view>, 7> written{{
      {typeid(std::string), "std::string"},
      {typeid(std::string_view), "std::string_view"},
      {typeid(std::int64_t), "std::int64_t"},
      {typeid(std::uint64_t), "std::uint64_t"},
      {typeid(std::chrono::nanoseconds), "std::chrono::nanoseconds"},
      {typeid(std::chrono::milliseconds), "std::chrono::milliseconds"},
      {typeid(std::chrono::seconds), "std::chrono::seconds"},
  }};
  for (const auto& [known, name] : written) {
    if (known == type) return std::string(name);
  }
  return boost::core::demangle(type.name());
}

}  // namespace ordeal
