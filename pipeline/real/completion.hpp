// Awaiting one Asio operation from a task of the loop.
#pragma once

#include <boost/asio/error.hpp>
#include <memory>
#include <utility>

#include "pipeline/task/sync.hpp"

namespace slots {

struct Nothing {};

template <class T = Nothing>
struct Completed {
  boost::system::error_code error;
  T value{};
};

// `start(handler)` starts the operation; handler(error[, value]) ends it. Whatever the operation touches must
// be owned by `keep`, which lives until it is over, since the awaiting task may be destroyed before that.
// (Who destroys it also closes the socket: then it is over soon.)
template <class T = Nothing, class Start>
Task<Completed<T>> completed(Loop& loop, std::shared_ptr<void> keep, Start start) {
  auto answer = std::make_shared<Channel<Completed<T>>>(loop);
  start([answer, keep](const boost::system::error_code& error, auto... value) {
    answer->push(Completed<T>{error, T(std::move(value)...)});
  });
  co_return std::move(*co_await answer->receive());
}

}  // namespace slots
