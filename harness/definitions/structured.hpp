// Tables and doc strings as structs. A struct says its fields once, by BOOST_DESCRIBE_STRUCT, and is then
// taken as a step function's last parameter:
//
//   struct Order { std::string prompt; int frames; std::optional<double> deadline; };
//   BOOST_DESCRIBE_STRUCT(Order, (), (prompt, frames, deadline))
//
//   GIVEN("these orders:", (World& world, const std::vector<Order>& orders))   a table with a header
//   GIVEN("an order with", (World& world, const Fields<Order>& order))         a table of name | value
//   GIVEN("the order:", (World& world, const Json<Order>& order))              a doc string of JSON
//
// A column or key that the struct does not have is an error that names it; one that is missing, too, unless
// the field is optional. In a header "max frames" and "Max frames" name the field max_frames.
#pragma once

#include <boost/json/value_to.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/definitions/cell.hpp"
#include "harness/definitions/step_argument.hpp"

namespace ordeal {

template <class Struct>
struct Fields {
  Struct value;
  const Struct& operator*() const { return value; }
  const Struct* operator->() const { return &value; }
};

template <class Struct>
struct Json {
  Struct value;
  const Struct& operator*() const { return value; }
  const Struct* operator->() const { return &value; }
};

namespace definitions {

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;

template <class T>
inline constexpr bool is_rows = false;
template <Described T>
inline constexpr bool is_rows<std::vector<T>> = true;
template <class T>
inline constexpr bool is_fields = false;
template <Described T>
inline constexpr bool is_fields<Fields<T>> = true;
template <class T>
inline constexpr bool is_json = false;
template <class T>
inline constexpr bool is_json<Json<T>> = true;

// "Max frames" → "max_frames".
std::string field_named(const std::string& heading);
[[noreturn]] void refuse_fields(const std::string& what, const std::set<std::string>& names,
                                const std::vector<std::string>& known);
// Throws std::invalid_argument that says at which line and column the text is no JSON.
boost::json::value json_in(const DocString& text);
[[noreturn]] void refuse_json(const std::string& why, const std::string& type);
[[noreturn]] void refuse_cell_at(const std::string& column, std::size_t row, const std::string& why);
// Throws std::invalid_argument when a row has not two cells or a name appears twice.
std::map<std::string, std::string> named_values(const DataTable& table);

template <Described Struct>
Struct filled(const std::map<std::string, std::string>& cells, std::size_t row) {
  Struct value{};
  std::map<std::string, std::string> left;
  for (const auto& [name, cell] : cells) left.emplace(field_named(name), cell);
  std::set<std::string> missing, unknown;
  std::vector<std::string> known;
  using Members = boost::describe::describe_members<Struct, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    using Field = std::remove_cvref_t<decltype(value.*member.pointer)>;
    known.emplace_back(member.name);
    const auto found = left.find(member.name);
    if (found == left.end()) {
      if constexpr (!is_optional_cell<Field>) missing.insert(member.name);
      return;
    }
    try {
      value.*member.pointer = cell_as<Field>(found->second);
    } catch (const std::exception& error) {
      refuse_cell_at(member.name, row, error.what());
    }
    left.erase(found);
  });
  for (const auto& [name, cell] : left) unknown.insert(name);
  if (!unknown.empty()) refuse_fields("has no field for", unknown, known);
  if (!missing.empty()) refuse_fields("needs", missing, known);
  return value;
}

template <class T>
T structured(const DataTable& table) {
  if constexpr (is_rows<T>) {
    T rows;
    for (const auto& record : table.records()) {
      rows.push_back(filled<typename T::value_type>(record, rows.size() + 2));
    }
    return rows;
  } else {
    return T{filled<decltype(T::value)>(named_values(table), 0)};
  }
}

template <class T>
T structured(const DocString& text) {
  using Struct = decltype(T::value);
  auto read = boost::json::try_value_to<Struct>(json_in(text));
  if (!read) refuse_json(read.error().message(), readable_type(typeid(Struct)));
  return T{std::move(*read)};
}

}  // namespace definitions
}  // namespace ordeal
