#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "harness/messages/ndjson.hpp"
#include "harness/messages/spelling.hpp"
#include "harness/text/json_text.hpp"

namespace ordeal::messages {
namespace {

// Straight into the text: a tree of JSON values between message and line would cost several times the line.
class Writer {
 public:
  explicit Writer(std::string& text) : text_(text) {}

  void write(bool yes) { text_ += yes ? "true" : "false"; }
  void write(const std::string& text) { append_json_string(text_, text); }
  void write(const GherkinDocument& document) { text_ += document.json; }
  void write(Duration duration) { write_time(duration); }
  void write(Timestamp timestamp) { write_time(timestamp.time_since_epoch()); }

  void write(std::int64_t number) { append_json_number(text_, number); }

  template <class Enum>
    requires std::is_enum_v<Enum>
  void write(Enum enumerator) {
    text_.append("\"").append(spelling_of(enumerator)).append("\"");
  }

  template <class Element>
  void write(const std::vector<Element>& elements) {
    text_ += '[';
    for (const auto& element : elements) {
      if (&element != &elements.front()) text_ += ',';
      write(element);
    }
    text_ += ']';
  }

  template <class Message>
    requires boost::describe::has_describe_members<Message>::value
  void write(const Message& message) {
    const std::size_t begin = text_.size();
    for_each_key<Message>([&](std::string_view key, auto member) {
      const auto* value = present(message.*member);
      if (!value) return;
      text_.append(key);
      write(*value);
    });
    if (text_.size() == begin) {
      text_ += "{}";
      return;
    }
    text_[begin] = '{';  // in place of the first member's comma
    text_ += '}';
  }

  template <class Enum>
  static std::string_view spelling_of(Enum wanted) {
    std::string_view found = "UNKNOWN";
    for_each_value<Enum>([&](Enum value, std::string_view spelt) {
      if (value == wanted) found = spelt;
    });
    return found;
  }

 private:
  template <class Member>
  static const Member* present(const Member& member) {
    return &member;
  }
  template <class Member>
  static const Member* present(const std::optional<Member>& member) {
    return member ? &*member : nullptr;
  }

  void write_time(std::chrono::nanoseconds time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    text_ += "{\"seconds\":";
    write(std::int64_t{seconds.count()});
    text_ += ",\"nanos\":";
    write(std::int64_t{(time - seconds).count()});
    text_ += '}';
  }

  std::string& text_;
};

}  // namespace

void append_ndjson(std::string& text, const Envelope& envelope) {
  std::visit(
      [&text](const auto& message) {
        using Message = std::decay_t<decltype(message)>;
        if constexpr (std::is_same_v<Message, UnknownMessage>) {
          text += boost::json::serialize(message.json);
        } else {
          text.append("{\"").append(Message::key).append("\":");
          Writer(text).write(message);
          text += '}';
        }
      },
      envelope);
}

std::string to_ndjson(const Envelope& envelope) {
  std::string text;
  append_ndjson(text, envelope);
  return text;
}

boost::json::value to_json(const Envelope& envelope) {
  return boost::json::parse(to_ndjson(envelope));
}

std::string_view to_string(Status status) {
  return Writer::spelling_of(status);
}

}  // namespace ordeal::messages
