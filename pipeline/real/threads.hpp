// A few threads for what blocks, made at the first use: a program that never blocks, and the child of a
// zygote until it does, has one thread only.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <optional>

namespace slots {

class Threads {
 public:
  explicit Threads(std::size_t count) : count_(count) {}
  // Waits for what has begun; drops what has not.
  ~Threads();
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  boost::asio::thread_pool& pool();

 private:
  std::size_t count_;
  std::optional<boost::asio::thread_pool> pool_;
};

}  // namespace slots
