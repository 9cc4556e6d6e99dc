// Where the ids of AST nodes and pickles come from. Injected, so that tests and repeated runs get the same
// ids.
#pragma once

#include <array>
#include <cstddef>
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
  std::string_view next() override;

 private:
  static constexpr std::size_t kMostDigits = 20;  // nobody counts so far

  std::array<char, kMostDigits> digits_;  // of the last one, at the end
  std::size_t first_ = kMostDigits;       // where they begin
};

}  // namespace ordeal::gherkin
