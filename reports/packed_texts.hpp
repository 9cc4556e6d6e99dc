// Many short texts in one allocation.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ordeal::reports {

class PackedTexts {
 public:
  // Where a text lies; the default is the empty text.
  struct Span {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
  };

  Span add(std::string_view text) {
    const Span span{static_cast<std::uint32_t>(all_.size()), static_cast<std::uint32_t>(text.size())};
    all_ += text;
    return span;
  }

  // Lives until the next add.
  std::string_view at(Span span) const { return std::string_view(all_).substr(span.at, span.size); }

  void shrink_to_fit() { all_.shrink_to_fit(); }

 private:
  std::string all_;
};

}  // namespace ordeal::reports
