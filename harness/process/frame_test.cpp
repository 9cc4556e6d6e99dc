#include "harness/process/frame.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "harness/process/descriptor.hpp"

namespace ordeal::process {
namespace {

std::string on_the_wire(std::uint8_t type, const std::string& payload) {
  auto pipe = make_pipe().value();
  EXPECT_TRUE(write_frame(pipe.write.get(), type, payload));
  std::string bytes(4096, '\0');
  bytes.resize(read(pipe.read.get(), bytes.data(), bytes.size()));
  return bytes;
}

TEST(Frame, IsItsLengthItsTypeAndItsPayload) {
  EXPECT_EQ(on_the_wire(7, "abc"), std::string("\x03\x00\x00\x00\x07"
                                               "abc",
                                               8));
}

TEST(Frame, IsPutTogetherFromSingleBytes) {
  FrameReader reader;
  const std::string bytes =
      on_the_wire(1, "first") + on_the_wire(2, "") + on_the_wire(255, std::string("\0x", 2));
  std::vector<Frame> frames;
  for (char byte : bytes) {
    reader.feed({&byte, 1});
    while (auto frame = reader.next()) frames.push_back(*frame);
  }
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[0].payload, "first");
  EXPECT_EQ(frames[1].type, 2);
  EXPECT_EQ(frames[2].payload, std::string("\0x", 2));
  EXPECT_EQ(reader.incomplete(), 0u);
}

TEST(Frame, ThatWasCutOffIsCountedAndNotGivenOut) {
  FrameReader reader;
  const auto bytes = on_the_wire(1, "half of it");
  reader.feed(std::string_view(bytes).substr(0, 9));
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.incomplete(), 9u);
}

TEST(Frame, OfAnImpossibleLengthBreaksTheStream) {
  FrameReader reader;
  reader.feed("HTTP/1.1 200 OK");
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.broken());
}

TEST(Frame, BeyondTheLimitIsRefusedWithBothNumbers) {
  const auto sent = write_frame(-1, 1, std::string(kLongestFrame + 1, 'x'));
  ASSERT_FALSE(sent);
  EXPECT_NE(sent.error().message.find("67108865"), std::string::npos) << sent.error().message;
  EXPECT_NE(sent.error().message.find("67108864"), std::string::npos) << sent.error().message;
}

TEST(Frame, LargerThanThePipeGoesThroughInPieces) {
  auto pipe = make_pipe().value();
  const std::string payload(3 << 20, 'p');
  std::thread writer([&] {
    EXPECT_TRUE(write_frame(pipe.write.get(), 9, payload));
    pipe.write.close();
  });
  FrameReader reader;
  char buffer[1000];
  for (ssize_t got; (got = read(pipe.read.get(), buffer, sizeof buffer)) > 0;)
    reader.feed({buffer, static_cast<std::size_t>(got)});
  writer.join();
  const auto frame = reader.next();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->payload, payload);
}

}  // namespace
}  // namespace ordeal::process
