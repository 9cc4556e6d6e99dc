// From a capture's value to the type of the function's parameter. A parameter type's own C++ type always
// fits; whole numbers become any arithmetic type that holds them, decimal numbers any floating type, and
// std::optional<T> takes a group that took no part in the match.
#pragma once

#include <any>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeindex>
#include <utility>

#include "harness/definitions/declarations.hpp"
#include "harness/definitions/readable_type.hpp"
#include "harness/expressions/expression.hpp"

namespace ordeal::definitions {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
concept Number = std::is_arithmetic_v<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

// What is kept while the function runs; a view needs something to look at.
template <class T>
using Kept = std::conditional_t<std::same_as<T, std::string_view>, std::string, T>;

template <class T>
bool accepts(std::type_index given) {
  if constexpr (is_optional<T>) {
    return accepts<typename T::value_type>(given);
  } else if constexpr (Number<T>) {
    return given == typeid(T) || given == typeid(std::int64_t) ||
           (std::floating_point<T> && given == typeid(double));
  } else {
    return given == typeid(Kept<T>);
  }
}

[[noreturn]] void refuse_number(const expressions::Argument&, const std::string& type);
[[noreturn]] void refuse_absent(const std::string& type);
[[noreturn]] void refuse_value(const std::string& text, std::type_index given, const std::string& type);

template <Number T>
T narrowed(std::int64_t value, const expressions::Argument& argument) {
  if constexpr (std::integral<T>) {
    if (!std::in_range<T>(value))
      refuse_number(argument, readable_type(typeid(T)) + " (" + range_of<T>() + ")");
  }
  return static_cast<T>(value);
}

template <Number T>
T narrowed(double value, const expressions::Argument& argument) {
  const bool finite = value - value == 0;
  if (finite && (value > std::numeric_limits<T>::max() || value < std::numeric_limits<T>::lowest()))
    refuse_number(argument, readable_type(typeid(T)));
  return static_cast<T>(value);
}

// Throws std::out_of_range when a number does not fit, std::invalid_argument when there is no value.
template <class T>
Kept<T> converted(const expressions::Argument& argument) {
  if constexpr (is_optional<T>) {
    if (!argument.value().has_value()) return std::nullopt;
    return converted<typename T::value_type>(argument);
  } else {
    if constexpr (std::same_as<Kept<T>, std::string>) {
      if (argument.is_text()) return argument.text();
    }
    std::any value = argument.value();
    if (!value.has_value()) refuse_absent(readable_type(typeid(T)));
    if (auto* same = std::any_cast<Kept<T>>(&value)) return std::move(*same);
    if constexpr (Number<T>) {
      if (const auto* whole = std::any_cast<std::int64_t>(&value)) return narrowed<T>(*whole, argument);
    }
    if constexpr (std::floating_point<T>) {
      if (const auto* decimal = std::any_cast<double>(&value)) return narrowed<T>(*decimal, argument);
    }
    refuse_value(argument.group.text.value_or(""), value.type(), readable_type(typeid(T)));
  }
}

template <class T>
ExpectedCapture expected_capture() {
  return {.type = readable_type(typeid(T)), .accepts = &accepts<T>};
}

}  // namespace ordeal::definitions
