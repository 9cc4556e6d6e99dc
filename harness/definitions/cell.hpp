// A table's cell as a value of a user's type: text, numbers, yes/no, enums and optional ones of these.
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "harness/definitions/readable_type.hpp"

namespace ordeal {

// Specialise it for a type of your own: `static Volume read(const std::string& cell)`, which may throw.
template <class T>
struct CellReader;

namespace definitions {

[[noreturn]] void refuse_cell(const std::string& cell, const std::string& wanted);

template <class T>
concept HasCellReader = requires(const std::string& cell) {
  { CellReader<T>::read(cell) } -> std::convertible_to<T>;
};
template <class T>
inline constexpr bool is_optional_cell = false;
template <class T>
inline constexpr bool is_optional_cell<std::optional<T>> = true;

template <class T>
T number_in(const std::string& cell) {
  T value{};
  const char* end = cell.data() + cell.size();
  const bool plus = cell.starts_with('+') && !cell.starts_with("+-");
  const auto read = std::from_chars(cell.data() + (plus ? 1 : 0), end, value);
  if (read.ec == std::errc() && read.ptr == end) return value;
  std::string range;
  if constexpr (std::integral<T>) {
    if (read.ec == std::errc::result_out_of_range) range = " from " + range_of<T>();
  }
  refuse_cell(cell, "a number" + range + " (" + readable_type(typeid(T)) + ")");
}

template <class T>
T enumerator_in(const std::string& cell) {
  std::optional<T> found;
  std::string names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto one) {
    if (cell == one.name) found = one.value;
    names += (names.empty() ? "" : ", ") + std::string(one.name);
  });
  if (!found) refuse_cell(cell, "one of " + names);
  return *found;
}

// Throws std::invalid_argument that names the cell and what it should be.
template <class T>
T cell_as(const std::string& cell) {
  if constexpr (HasCellReader<T>) {
    return CellReader<T>::read(cell);
  } else if constexpr (is_optional_cell<T>) {
    if (cell.empty()) return std::nullopt;
    return cell_as<typename T::value_type>(cell);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (cell == "yes" || cell == "true") return true;
    if (cell == "no" || cell == "false") return false;
    refuse_cell(cell, "yes or no");
  } else if constexpr (std::is_arithmetic_v<T>) {
    return number_in<T>(cell);
  } else if constexpr (std::is_enum_v<T>) {
    return enumerator_in<T>(cell);
  } else {
    static_assert(
        std::is_constructible_v<T, const std::string&>,
        "this field cannot be made from a table's cell: specialise ordeal::CellReader for its type");
    return T(cell);
  }
}

}  // namespace definitions
}  // namespace ordeal
