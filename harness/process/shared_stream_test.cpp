#include "harness/process/shared_stream.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include <string>
#include <thread>

#include "harness/process/forked_test.hpp"

namespace ordeal::process {
namespace {

std::string all_of(SharedStream& stream) {
  std::string text;
  stream.read([&](std::string_view bytes) { text += bytes; });
  return text;
}

TEST(ASharedStream, HasWhatAProcessWroteThatWasKilledAfterIt) {
  SharedStream stream;
  const auto end = run_forked([&] {
    stream.write("the last ");
    stream.write("words");
    kill(getpid(), SIGKILL);
    return 0;
  });
  EXPECT_TRUE(end.signalled);
  EXPECT_EQ(all_of(stream), "the last words");
  EXPECT_EQ(all_of(stream), "");
}

TEST(ASharedStream, HoldsBackAWriterAheadOfItsReaderAndLosesNothing) {
  SharedStream stream;
  constexpr std::size_t kMost = 3 * SharedStream::kCapacity + 17;
  std::string sent, seen;
  for (std::size_t i = 0; i < kMost; ++i) sent += static_cast<char>(i * i % 251);
  std::jthread writer([&] {
    for (std::size_t at = 0, size = 1; at < sent.size(); at += size, size = size * 3 % 70'000 + 1)
      stream.write(std::string_view(sent).substr(at, size));
    stream.write(sent);  // more than it holds
  });
  while (seen.size() < 2 * kMost) seen += all_of(stream);
  EXPECT_TRUE(seen == sent + sent);
}

TEST(ASharedStream, CallsItsReaderWhenItIsHalfFull) {
  SharedStream stream;
  pollfd called{stream.half_full(), POLLIN, 0};
  stream.write(std::string(SharedStream::kCapacity / 2 - 1, 'x'));
  EXPECT_EQ(poll(&called, 1, 0), 0);
  stream.write("x");
  EXPECT_EQ(poll(&called, 1, 0), 1);
  all_of(stream);
  EXPECT_EQ(poll(&called, 1, 0), 0);
}

}  // namespace
}  // namespace ordeal::process
