// Where the ids of AST nodes and pickles come from. Injected, so that tests and repeated runs get the same
// ids.
#pragma once

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
  std::string_view next() override;

 private:
  std::uint64_t count_ = 0;
  char digits_[20];  // 2^64 - 1 has 20
};

}  // namespace ordeal::gherkin
