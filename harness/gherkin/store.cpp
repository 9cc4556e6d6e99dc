#include "harness/gherkin/store.hpp"

namespace ordeal::gherkin {

void Store::add_block(std::size_t least) {
  constexpr std::size_t largest = std::size_t{1} << 18;
  const std::size_t size = std::max(least, next_block_);
  next_block_ = std::min(2 * next_block_, largest);
  blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
  free_ = blocks_.back().get();
  end_ = free_ + size;
}

}  // namespace ordeal::gherkin
