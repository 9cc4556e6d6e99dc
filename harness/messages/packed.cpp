#include "harness/messages/packed.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstring>
#include <type_traits>

#include "harness/messages/described.hpp"

namespace ordeal::messages {
namespace {

using Length = std::uint32_t;

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public>;

class Packer {
 public:
  explicit Packer(std::string& bytes) : bytes_(bytes) {}

  template <class T>
  void put(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      bytes_ += static_cast<char>(value);
    } else if constexpr (std::is_arithmetic_v<T>) {
      bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    } else {
      boost::mp11::mp_for_each<Members<T>>([&](auto member) { put(value.*member.pointer); });
    }
  }
  void put(const std::string& text) {
    put(static_cast<Length>(text.size()));
    bytes_ += text;
  }
  void put(const Duration& duration) { put(duration.count()); }
  void put(const Timestamp& time) { put(time.time_since_epoch()); }
  void put(const GherkinDocument& document) { put(document.json); }
  void put(const UnknownMessage& message) { put(boost::json::serialize(message.json)); }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class T>
  void put(const std::vector<T>& values) {
    put(static_cast<Length>(values.size()));
    for (const T& value : values) put(value);
  }

 private:
  std::string& bytes_;
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

  // Everything was there, and nothing more.
  bool whole() const { return good_ && rest_.empty(); }

  template <class T>
  void take(T& value) {
    if constexpr (std::is_enum_v<T>) {
      std::uint8_t number = 0;
      take(number);
      good_ = good_ && number < boost::mp11::mp_size<boost::describe::describe_enumerators<T>>::value;
      if (good_) value = static_cast<T>(number);
    } else if constexpr (std::is_arithmetic_v<T>) {
      const std::string_view bytes = take_bytes(sizeof value);
      if (good_) std::memcpy(&value, bytes.data(), sizeof value);
    } else {
      boost::mp11::mp_for_each<Members<T>>([&](auto member) { take(value.*member.pointer); });
    }
  }
  void take(std::string& text) { text = take_bytes(take_length()); }
  void take(Duration& duration) {
    Duration::rep count = 0;
    take(count);
    duration = Duration(count);
  }
  void take(Timestamp& time) {
    Duration since{};
    take(since);
    time = Timestamp(since);
  }
  void take(GherkinDocument& document) { take(document.json); }
  void take(UnknownMessage& message) {
    std::string text;
    take(text);
    boost::system::error_code problem;
    message.json = boost::json::parse(text, problem);
    good_ = good_ && !problem;
  }
  template <class T>
  void take(std::optional<T>& value) {
    std::uint8_t there = 0;
    take(there);
    if (there && good_) take(value.emplace());
  }
  template <class T>
  void take(std::vector<T>& values) {
    for (Length left = take_length(); left > 0 && good_; --left) take(values.emplace_back());
  }

 private:
  std::string_view take_bytes(std::size_t size) {
    good_ = good_ && size <= rest_.size();
    if (!good_) return {};
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  Length take_length() {
    Length length = 0;
    take(length);
    return length;
  }

  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

void append_packed(std::string& bytes, const Envelope& envelope) {
  Packer packer(bytes);
  packer.put(static_cast<std::uint8_t>(envelope.index()));
  std::visit([&](const auto& message) { packer.put(message); }, envelope);
}

boost::system::result<Envelope, std::string> unpack(std::string_view bytes) {
  constexpr std::size_t kKinds = std::variant_size_v<Envelope>;
  boost::system::result<Envelope, std::string> unpacked;
  Unpacker unpacker(bytes);
  std::uint8_t kind = kKinds;
  unpacker.take(kind);
  if (kind < kKinds) {
    boost::mp11::mp_with_index<kKinds>(kind, [&](auto index) { unpacker.take(unpacked->emplace<index>()); });
    if (unpacker.whole()) return unpacked;
  }
  return {boost::system::in_place_error, std::to_string(bytes.size()) + " bytes that are no packed message"};
}

}  // namespace ordeal::messages
