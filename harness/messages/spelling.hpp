// How the schema spells what C++ calls by other names: members in camelCase, values of enumerations in
// capitals.
#pragma once

#include <array>
#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <string_view>
#include <type_traits>

#include "harness/messages/described.hpp"

namespace ordeal::messages {

// A text that the compiler makes: every message is written by these. One that is too long does not compile.
class ShortText {
 public:
  constexpr void operator+=(char c) { text_[size_++] = c; }
  constexpr std::string_view view() const { return {text_.data(), size_}; }

 private:
  std::array<char, 48> text_{};
  std::size_t size_ = 0;
};

constexpr char capital(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// "before_test_run" → "BEFORE_TEST_RUN"; only a step's type is spelt "Context" by the schema.
template <class Enum, class Enumerator>
inline constexpr ShortText enumerator_text = [] {
  ShortText spelt;
  for (const char c : std::string_view(Enumerator::name)) {
    spelt += !std::is_same_v<Enum, StepType> || spelt.view().empty() ? capital(c) : c;
  }
  return spelt;
}();

// "test_step_id" → `,"testStepId":`: as it stands before a member that is not the first.
template <class Member>
inline constexpr ShortText member_key = [] {
  ShortText key;
  key += ',';
  key += '"';
  bool after_underscore = false;
  for (const char c : std::string_view(Member::name)) {
    if (c != '_') key += after_underscore ? capital(c) : c;
    after_underscore = c == '_';
  }
  key += '"';
  key += ':';
  return key;
}();

// Calls visit(value, spelling) for each value of an enumeration.
template <class Enum, class Visit>
constexpr void for_each_value(Visit&& visit) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
      [&](auto enumerator) { visit(enumerator.value, enumerator_text<Enum, decltype(enumerator)>.view()); });
}

// Calls visit(key, pointer to member) for each member of a message, with keys as member_key makes them.
template <class Message, class Visit>
void for_each_key(Visit&& visit) {
  using Members = boost::describe::describe_members<Message, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>(
      [&](auto member) { visit(member_key<decltype(member)>.view(), member.pointer); });
}

// Calls visit(name, pointer to member) for each member of a message.
template <class Message, class Visit>
void for_each_member(Visit&& visit) {
  for_each_key<Message>(
      [&](std::string_view key, auto member) { visit(key.substr(2, key.size() - 4), member); });
}

}  // namespace ordeal::messages
