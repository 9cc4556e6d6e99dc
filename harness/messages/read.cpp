#include <algorithm>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cmath>
#include <limits>
#include <utility>

#include "harness/messages/ndjson.hpp"
#include "harness/messages/spelling.hpp"
#include "harness/text/utf8.hpp"

namespace ordeal::messages {
namespace {

using boost::json::object;
using boost::json::value;

// What could not be read, with the way to it: members are added in front while the error travels outwards.
struct Unreadable {
  std::string path;
  std::string what;
};

[[noreturn]] void expected(std::string_view what, const value& found) {
  constexpr std::size_t longest = 60;
  std::string text = boost::json::serialize(found);
  if (text.size() > longest) {
    text.resize(longest);
    text.resize(std::min(longest, find_invalid_utf8(text)));  // no half characters
    text += "…";
  }
  throw Unreadable{"", "expected " + std::string(what) + ", found " + text};
}

void read(const value& from, bool& into) {
  if (!from.is_bool()) expected("true or false", from);
  into = from.get_bool();
}

void read(const value& from, std::int64_t& into) {
  boost::system::error_code inexact;
  into = from.to_number<std::int64_t>(inexact);
  if (inexact) expected("a whole number", from);
}

void read(const value& from, std::string& into) {
  if (!from.is_string()) expected("a text", from);
  into = std::string(from.get_string());
}

// Both members are read as they are: nanos of a duration count on in the same direction as its seconds.
void read(const value& from, std::chrono::nanoseconds& into) {
  std::int64_t seconds = 0, nanos = 0;
  const auto* both = from.if_object();
  if (both == nullptr || !both->contains("seconds") || !both->contains("nanos")) {
    expected("seconds and nanos", from);
  }
  read(both->at("seconds"), seconds);
  read(both->at("nanos"), nanos);
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000'000 - 1;
  if (seconds > most || seconds < -most || nanos >= 1'000'000'000 || nanos <= -1'000'000'000) {
    expected("a time within 292 years of 1970", from);
  }
  into = std::chrono::seconds(seconds) + std::chrono::nanoseconds(nanos);
}

void read(const value& from, Timestamp& into) {
  std::chrono::nanoseconds since_epoch{};
  read(from, since_epoch);
  into = Timestamp(since_epoch);
}

template <class Enum>
  requires std::is_enum_v<Enum>
void read(const value& from, Enum& into) {
  const auto* text = from.if_string();
  bool found = false;
  std::string known;
  for_each_value<Enum>([&](Enum candidate, std::string_view spelt) {
    if (text != nullptr && std::string_view(*text) == spelt) {
      into = candidate;
      found = true;
    }
    known += (known.empty() ? "" : ", ") + std::string(spelt);
  });
  if (!found) expected("one of " + known, from);
}

template <class Message>
  requires boost::describe::has_describe_members<Message>::value
void read(const value&, Message&);

template <class Element>
void read(const value& from, std::vector<Element>& into) {
  const auto* elements = from.if_array();
  if (elements == nullptr) expected("a list", from);
  into.resize(elements->size());
  for (std::size_t i = 0; i < into.size(); ++i) {
    try {
      read((*elements)[i], into[i]);
    } catch (Unreadable& error) {
      error.path = "[" + std::to_string(i) + "]" + error.path;
      throw;
    }
  }
}

template <class Member>
void read_member(const value* from, Member& into) {
  if (from == nullptr) throw Unreadable{"", "is missing"};
  read(*from, into);
}

template <class Member>
void read_member(const value* from, std::optional<Member>& into) {
  if (from != nullptr) read(*from, into.emplace());
}

template <class Message>
  requires boost::describe::has_describe_members<Message>::value
void read(const value& from, Message& into) {
  const auto* members = from.if_object();
  if (members == nullptr) expected("an object", from);
  for_each_member<Message>([&](std::string_view name, auto member) {
    try {
      read_member(members->if_contains(name), into.*member);
    } catch (Unreadable& error) {
      error.path = "." + std::string(name) + error.path;
      throw;
    }
  });
}

void read(const value& from, GherkinDocument& into) {
  if (!from.is_object()) expected("an object", from);
  into.json = boost::json::serialize(from);
}

template <class Message>
bool read_if(const object& envelope, Envelope& into) {
  if constexpr (std::is_same_v<Message, UnknownMessage>) {
    return false;
  } else {
    const value* content = envelope.if_contains(Message::key);
    if (content == nullptr) return false;
    Message message;
    try {
      read(*content, message);
    } catch (Unreadable& error) {
      error.path = std::string(Message::key) + error.path;
      throw;
    }
    into = std::move(message);
    return true;
  }
}

template <class... Messages>
void read_any(const value& from, std::variant<Messages...>& into) {
  const auto* envelope = from.if_object();
  if (envelope == nullptr) throw Unreadable{"", "a message is an object with one member"};
  if (!(read_if<Messages>(*envelope, into) || ...)) into = UnknownMessage{from};
}

}  // namespace

boost::system::result<Envelope, std::string> from_json(const value& json) {
  Envelope envelope;
  try {
    read_any(json, envelope);
  } catch (const Unreadable& error) {
    return {boost::system::in_place_error, error.path + (error.path.empty() ? "" : ": ") + error.what};
  }
  return envelope;
}

namespace {

// Of a line in the form that we write: its document as it stands there. JSON may be broken into lines, NDJSON
// may not.
std::optional<GherkinDocument> document_as_it_stands(std::string_view line) {
  constexpr std::string_view before = "{\"gherkinDocument\":", after = "}", line_breaks = "\n\r";
  if (!line.starts_with(before) || !line.ends_with(after)) return std::nullopt;
  if (line.find_first_of(line_breaks) != std::string_view::npos) return std::nullopt;
  const auto content = line.substr(before.size(), line.size() - before.size() - after.size());
  boost::json::monotonic_resource memory;
  boost::system::error_code error;
  const value document = boost::json::parse(content, error, &memory);
  if (error || !document.is_object()) return std::nullopt;
  return GherkinDocument{std::string(content)};
}

// A number beyond what a double holds is read as infinity, which JSON cannot say.
bool can_be_written(const value& json) {
  if (const double* number = json.if_double()) return std::isfinite(*number);
  if (const auto* array = json.if_array()) return std::ranges::all_of(*array, can_be_written);
  const auto* members = json.if_object();
  return members == nullptr ||
         std::ranges::all_of(*members, [](const auto& member) { return can_be_written(member.value()); });
}

}  // namespace

boost::system::result<Envelope, std::string> from_ndjson(std::string_view line) {
  if (auto document = document_as_it_stands(line)) return Envelope(*std::move(document));
  boost::system::error_code error;
  const value json = boost::json::parse(line, error);
  if (error) return {boost::system::in_place_error, "not JSON: " + error.message()};
  if (!can_be_written(json)) return {boost::system::in_place_error, "holds a number beyond 1.8e308"};
  return from_json(json);
}

boost::system::result<void, std::string> read_ndjson(std::istream& lines,
                                                     const std::function<void(Envelope)>& each) {
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line == "\r") continue;
    auto envelope = from_ndjson(line);
    if (envelope.has_error()) return "line " + std::to_string(number) + ": " + envelope.error();
    each(std::move(*envelope));
  }
  return {};
}

}  // namespace ordeal::messages
