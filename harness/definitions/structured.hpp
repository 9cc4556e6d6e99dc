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
#include <stdexcept>
#include <string>
#include <utility>
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

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

// Types that a user taught Boost.JSON to read.
template <class T>
concept ReadByBoost = requires(const boost::json::value& from) {
  tag_invoke(boost::json::value_to_tag<T>(), from);
} || requires(const boost::json::value& from) { tag_invoke(boost::json::try_value_to_tag<T>(), from); };

[[noreturn]] void refuse_cell_at(const std::string& column, std::size_t row, const std::string& why);
// A row's cells by the fields that their columns name. Throws std::invalid_argument when two name one.
std::map<std::string, std::string> by_field(const std::map<std::string, std::string>& row);
// Throws std::invalid_argument when a row has not two cells or a name appears twice.
std::map<std::string, std::string> named_values(const DataTable& table);
// Throws std::invalid_argument that says at which line the text is no JSON.
boost::json::value json_in(const DocString& text);
// `path`: "" or "points[2].x". `wanted`: "a list".
[[noreturn]] void refuse_json_value(const std::string& path, const boost::json::value& found,
                                    const std::string& wanted);
[[noreturn]] void refuse_json(const std::string& path, const std::string& why);
[[noreturn]] void refuse_doc_string(const std::string& type, const std::string& why);
// "has no field for color. Its fields: x, y." or "needs x. Its fields: x, y."; "" when nothing is wrong.
std::string misfit(const std::set<std::string>& unknown, const std::set<std::string>& missing,
                   const std::vector<std::string>& known);

template <Described Struct>
using Members =
    boost::describe::describe_members<Struct, boost::describe::mod_public | boost::describe::mod_inherited>;
template <Described Struct, class Member>
using FieldType = std::remove_cvref_t<decltype(std::declval<Struct&>().*Member::pointer)>;

// What these fields lack or have too much, as misfit() says it.
template <Described Struct>
std::string misfit_of(std::set<std::string> given) {
  std::set<std::string> missing;
  std::vector<std::string> known;
  boost::mp11::mp_for_each<Members<Struct>>([&](auto member) {
    known.emplace_back(member.name);
    const bool there = given.erase(member.name) > 0;
    if (!there && !is_optional_cell<FieldType<Struct, decltype(member)>>) missing.insert(member.name);
  });
  return misfit(given, missing, known);
}

// `row`: 0 for a table of names and values.
template <Described Struct>
Struct filled(const std::map<std::string, std::string>& record, std::size_t row) {
  const auto cells = by_field(record);
  std::set<std::string> names;
  for (const auto& [name, cell] : cells) names.insert(name);
  if (const std::string wrong = misfit_of<Struct>(std::move(names)); !wrong.empty())
    throw std::invalid_argument("The step " + wrong);
  Struct value{};
  boost::mp11::mp_for_each<Members<Struct>>([&](auto member) {
    const auto found = cells.find(member.name);
    if (found == cells.end()) return;
    try {
      value.*member.pointer = cell_as<FieldType<Struct, decltype(member)>>(found->second);
    } catch (const std::exception& error) {
      refuse_cell_at(member.name, row, error.what());
    }
  });
  return value;
}

template <class T>
T read_json(const boost::json::value& from, const std::string& path);

template <Described Struct>
Struct read_fields(const boost::json::value& from, const std::string& path) {
  const auto* object = from.if_object();
  if (!object) refuse_json_value(path, from, "an object");
  std::set<std::string> names;
  for (const auto& member : *object) names.emplace(member.key());
  if (const std::string wrong = misfit_of<Struct>(std::move(names)); !wrong.empty()) refuse_json(path, wrong);
  Struct value{};
  boost::mp11::mp_for_each<Members<Struct>>([&](auto member) {
    if (const auto* field = object->if_contains(member.name)) {
      value.*member.pointer = read_json<FieldType<Struct, decltype(member)>>(
          *field, path + (path.empty() ? "" : ".") + member.name);
    }
  });
  return value;
}

// Throws std::invalid_argument that names what is wrong by its path.
template <class T>
T read_json(const boost::json::value& from, const std::string& path) {
  if constexpr (Described<T> && !ReadByBoost<T>) {
    return read_fields<T>(from, path);
  } else if constexpr (is_optional_cell<T>) {
    if (from.is_null()) return std::nullopt;
    return read_json<typename T::value_type>(from, path);
  } else if constexpr (is_list<T>) {
    const auto* array = from.if_array();
    if (!array) refuse_json_value(path, from, "a list");
    T list;
    for (const auto& one : *array) {
      list.push_back(read_json<typename T::value_type>(one, path + "[" + std::to_string(list.size()) + "]"));
    }
    return list;
  } else {
    auto read = boost::json::try_value_to<T>(from);
    if (!read) refuse_json_value(path, from, readable_type(typeid(T)) + " (" + read.error().message() + ")");
    return std::move(*read);
  }
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
  using Value = decltype(T::value);
  const boost::json::value json = json_in(text);
  try {
    return T{read_json<Value>(json, "")};
  } catch (const std::invalid_argument& error) {
    refuse_doc_string(readable_type(typeid(Value)), error.what());
  }
}

}  // namespace definitions
}  // namespace ordeal
