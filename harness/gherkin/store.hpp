// The memory behind a document or a list of pickles: the source text, and an arena for what is not a part of
// it. Everything that is kept here is trivially destructible and lives as long as the store.
#pragma once

#include <algorithm>
#include <memory>
#include <memory_resource>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
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
  std::string_view keep(std::string_view text);

  // Room for `size` characters, to be filled by the caller.
  char* text(std::size_t size) { return static_cast<char*>(arena_.allocate(size, 1)); }

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
  template <typename T>
  T* room(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    return static_cast<T*>(arena_.allocate(count * sizeof(T), alignof(T)));
  }

  std::string source_;
  std::shared_ptr<const Store> origin_;
  std::pmr::monotonic_buffer_resource arena_;
};

}  // namespace ordeal::gherkin
