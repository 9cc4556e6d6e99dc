// Structs described with Boost.Describe as JSON objects, and back with every bad field named. One generic
// pair of functions serves all messages.
#pragma once

#include <boost/describe/members.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value_from.hpp>
#include <boost/mp11/algorithm.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "pipeline/protocol/error.hpp"
#include "pipeline/protocol/stage.hpp"

namespace slots {

template <class Struct>
using MembersOf = boost::describe::describe_members<Struct, boost::describe::mod_public>;

// One field that is not as it should be: its name (`workers[2].pid`) and what is wrong with it.
struct BadField {
  std::string name;
  std::string problem;
};

// Errors, objects and described structs nest; an absent optional is left out.
template <class Struct>
boost::json::object to_object(const Struct& from);

template <class T>
boost::json::value field_to_json(const T& field) {
  if constexpr (boost::describe::has_describe_members<T>::value) {
    return to_object(field);
  } else if constexpr (std::is_same_v<T, Stage>) {
    return boost::json::value(name(field));
  } else {
    return boost::json::value_from(field);
  }
}

template <class T>
boost::json::value field_to_json(const std::vector<T>& fields) {
  boost::json::array array;
  for (const auto& field : fields) array.push_back(field_to_json(field));
  return array;
}

template <class Struct>
boost::json::object to_object(const Struct& from) {
  boost::json::object object;
  boost::mp11::mp_for_each<MembersOf<Struct>>([&](auto member) {
    const auto& field = from.*member.pointer;
    if constexpr (requires { field.has_value(); }) {
      if (field) object[member.name] = field_to_json(*field);
    } else {
      object[member.name] = field_to_json(field);
    }
  });
  return object;
}

// Readers of one field's value each: false (and `problem`) when it is of another type or out of range.
bool read_field(const boost::json::value& json, std::string& into, std::string& problem);
bool read_field(const boost::json::value& json, bool& into, std::string& problem);
bool read_field(const boost::json::value& json, std::int64_t& into, std::string& problem);
bool read_field(const boost::json::value& json, std::uint64_t& into, std::string& problem);
bool read_field(const boost::json::value& json, double& into, std::string& problem);
bool read_field(const boost::json::value& json, boost::json::object& into, std::string& problem);
bool read_field(const boost::json::value& json, Error& into, std::string& problem);
bool read_field(const boost::json::value& json, Stage& into, std::string& problem);

// Reads every member of `into` out of `object`; adds what is missing or wrong to `bad`. Unknown fields are
// left to the caller.
template <class Struct>
void read_object(const boost::json::object& object, Struct& into, std::vector<BadField>& bad,
                 const std::string& prefix = "");

template <class T>
void read_member(const boost::json::value& json, T& into, std::vector<BadField>& bad,
                 const std::string& name) {
  std::string problem;
  if constexpr (boost::describe::has_describe_members<T>::value) {
    if (!json.is_object()) return bad.push_back({name, "must be an object"});
    read_object(json.get_object(), into, bad, name + ".");
  } else if (!read_field(json, into, problem)) {
    bad.push_back({name, problem});
  }
}

template <class T>
void read_member(const boost::json::value& json, std::vector<T>& into, std::vector<BadField>& bad,
                 const std::string& name) {
  if (!json.is_array()) return bad.push_back({name, "must be an array"});
  for (const auto& element : json.get_array()) {
    read_member(element, into.emplace_back(), bad, name + "[" + std::to_string(into.size() - 1) + "]");
  }
}

template <class T>
void read_member(const boost::json::value& json, std::optional<T>& into, std::vector<BadField>& bad,
                 const std::string& name) {
  if (!json.is_null()) read_member(json, into.emplace(), bad, name);
}

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

template <class Struct>
void read_object(const boost::json::object& object, Struct& into, std::vector<BadField>& bad,
                 const std::string& prefix) {
  boost::mp11::mp_for_each<MembersOf<Struct>>([&](auto member) {
    auto& field = into.*member.pointer;
    const std::string name = prefix + member.name;
    if (const auto* value = object.if_contains(member.name)) {
      read_member(*value, field, bad, name);
    } else if (!kIsOptional<std::remove_reference_t<decltype(field)>>) {
      bad.push_back({name, "is missing"});
    }
  });
}

// INVALID_REQUEST about `what` with every field in the message and in details.fields.
Error invalid_fields(const std::string& what, const std::vector<BadField>& bad);

}  // namespace slots
