// The end of a stream whose length nobody knows: at least the last `limit` bytes are there, memory stays
// below twice that.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ordeal::process {

class OutputTail {
 public:
  explicit OutputTail(std::size_t limit) : limit_(limit) {}

  void append(std::string_view text) {
    total_ += text.size();
    if (text.size() > limit_) text.remove_prefix(text.size() - limit_);
    if (kept_.size() + text.size() > 2 * limit_) kept_.erase(0, kept_.size() + text.size() - limit_);
    kept_.append(text);
  }

  // The last `limit` bytes at most.
  std::string text() const { return kept_.size() > limit_ ? kept_.substr(kept_.size() - limit_) : kept_; }
  // The same, and the next text begins with what is appended from now on.
  std::string take() {
    std::string taken = text();
    kept_.clear();
    return taken;
  }
  std::size_t total() const { return total_; }  // bytes ever appended

 private:
  std::size_t limit_;
  std::size_t total_ = 0;
  std::string kept_;
};

}  // namespace ordeal::process
