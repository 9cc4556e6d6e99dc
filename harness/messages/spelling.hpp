// How the schema spells what C++ calls by other names: members in camelCase, values of enumerations in
// capitals.
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <string>
#include <string_view>
#include <type_traits>

#include "harness/messages/described.hpp"

namespace ordeal::messages {

// "test_step_id" → "testStepId".
inline std::string camel_case(std::string_view snake) {
  std::string camel;
  bool capital = false;
  for (const char c : snake) {
    if (c == '_') {
      capital = true;
    } else {
      camel += capital && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      capital = false;
    }
  }
  return camel;
}

// "before_test_run" → "BEFORE_TEST_RUN"; only a step's type is spelt "Context" by the schema.
template <class Enum>
std::string spelling(std::string_view enumerator) {
  std::string spelt;
  for (const char c : enumerator) {
    const bool capital = c >= 'a' && c <= 'z' && (!std::is_same_v<Enum, StepType> || spelt.empty());
    spelt += capital ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return spelt;
}

// Calls visit(value, spelling) for each value of an enumeration.
template <class Enum, class Visit>
void for_each_value(Visit&& visit) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto enumerator) {
    static const std::string spelt = spelling<Enum>(enumerator.name);
    visit(enumerator.value, std::string_view(spelt));
  });
}

// Calls visit(name, pointer to member) for each member of a message.
template <class Message, class Visit>
void for_each_member(Visit&& visit) {
  using Members = boost::describe::describe_members<Message, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    static const std::string name = camel_case(member.name);
    visit(std::string_view(name), member.pointer);
  });
}

}  // namespace ordeal::messages
