// The memory behind a document or a list of pickles: the source text, and an arena for what is not a part of
// it. Everything that is kept here is trivially destructible and lives as long as the store.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ordeal::gherkin {

class Store {
 public:
  // Of a document: owns its source.
  explicit Store(std::string source) : source_(std::move(source)) {}
  // Of pickles: keeps alive what they were made from.
  explicit Store(std::shared_ptr<const Store> origin) : origin_(std::move(origin)) {}

  std::string_view source() const { return source_; }

  // Copies the text into the arena.
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    char* const copy = this->text(text.size());
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

  // Room for `size` characters, to be filled by the caller.
  char* text(std::size_t size) {
    if (size > static_cast<std::size_t>(end_ - free_)) add_block(size);
    return std::exchange(free_, free_ + size);
  }

  // Room for `count` values, to be filled by the caller.
  template <typename T>
  T* room(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= alignof(std::max_align_t));
    const std::size_t size = count * sizeof(T);
    std::size_t padding = -reinterpret_cast<std::uintptr_t>(free_) % alignof(T);
    if (size + padding > static_cast<std::size_t>(end_ - free_)) {
      add_block(size);
      padding = 0;
    }
    free_ += padding;
    return reinterpret_cast<T*>(std::exchange(free_, free_ + size));
  }

  // Copies the values into the arena. An empty list needs no memory.
  template <typename T>
  std::span<const T> keep_all(std::span<const T> values) {
    if (values.empty()) return {};
    T* copies = room<T>(values.size());
    std::ranges::uninitialized_copy(values, std::span(copies, values.size()));
    return {copies, values.size()};
  }

  // The same, and leaves the vector empty: it collects the next list in the memory that it has.
  template <typename T>
  std::span<const T> settle(std::vector<T>& values) {
    const std::span<const T> kept = keep_all(std::span<const T>(values));
    values.clear();
    return kept;
  }

  template <typename T>
  const T* keep_one(const T& value) {
    return new (room<T>(1)) T(value);
  }

 private:
  // The memory that is free lies in the last of the blocks.
  void add_block(std::size_t least);

  std::string source_;
  std::shared_ptr<const Store> origin_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t next_block_ = std::size_t{1} << 10;  // its size in bytes
  char* free_ = nullptr;
  char* end_ = nullptr;
};

}  // namespace ordeal::gherkin
