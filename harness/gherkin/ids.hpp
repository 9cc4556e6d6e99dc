// Where the ids of AST nodes and pickles come from. Injected, so that tests and repeated runs get the same
// ids.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ordeal::gherkin {

class IdGenerator {
 public:
  virtual ~IdGenerator() = default;

  // The next id, different from every one before. The view holds until the next call; the caller copies it.
  virtual std::string_view next() = 0;
};

// "0", "1", "2" … as the official test data expect it.
class IncrementingIds final : public IdGenerator {
 public:
  IncrementingIds() = default;
  // Goes on at this number. Who reads a file a second time gets the same ids again: with the number at which
  // its first reading began.
  explicit IncrementingIds(std::uint64_t first);

  std::string_view next() override;
  // The number that the next id will have.
  std::uint64_t number() const { return number_; }

 private:
  static constexpr std::size_t kMostDigits = 20;  // nobody counts so far

  std::uint64_t number_ = 0;
  std::array<char, kMostDigits> digits_;  // of the last one, at the end
  std::size_t first_ = kMostDigits;       // where they begin
};

}  // namespace ordeal::gherkin
