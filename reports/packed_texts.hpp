// Records in one piece of memory: a fixed part, items of a fixed size, and the texts that both refer to.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ordeal::reports {

// Many short texts in one allocation.
class PackedTexts {
 public:
  // Where a text lies; the default is the empty text.
  struct Span {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
  };

  PackedTexts() = default;
  explicit PackedTexts(std::string_view all) : all_(all) {}

  Span add(std::string_view text) {
    const Span span{static_cast<std::uint32_t>(all_.size()), static_cast<std::uint32_t>(text.size())};
    all_ += text;
    return span;
  }

  // Lives until the next add.
  std::string_view at(Span span) const { return std::string_view(all_).substr(span.at, span.size); }
  std::string_view all() const { return all_; }

  void shrink_to_fit() { all_.shrink_to_fit(); }

 private:
  std::string all_;
};

template <class Head, class Item>
struct Record {
  static_assert(std::is_trivially_copyable_v<Head> && std::is_trivially_copyable_v<Item>);

  Head head;
  std::vector<Item> items;
  PackedTexts texts;

  // The bytes of the record, for unpacked() in this process.
  std::string packed() const {
    const std::size_t number = items.size();
    std::string bytes;
    bytes.reserve(sizeof head + sizeof number + number * sizeof(Item) + texts.all().size());
    bytes.append(reinterpret_cast<const char*>(&head), sizeof head);
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
    bytes.append(reinterpret_cast<const char*>(items.data()), number * sizeof(Item));
    return bytes += texts.all();
  }

  // None when the bytes are no whole record.
  static std::optional<Record> unpacked(std::string_view bytes) {
    Record record;
    std::size_t number = 0;
    if (bytes.size() < sizeof record.head + sizeof number) return std::nullopt;
    std::memcpy(&record.head, bytes.data(), sizeof record.head);
    std::memcpy(&number, bytes.data() + sizeof record.head, sizeof number);
    bytes.remove_prefix(sizeof record.head + sizeof number);
    if (bytes.size() / sizeof(Item) < number) return std::nullopt;
    record.items.resize(number);
    if (number > 0) std::memcpy(record.items.data(), bytes.data(), number * sizeof(Item));
    record.texts = PackedTexts(bytes.substr(number * sizeof(Item)));
    return record;
  }
};

}  // namespace ordeal::reports
