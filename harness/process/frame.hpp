// Messages on a byte stream. On the wire: payload length (4 bytes, little-endian), type (1 byte), payload.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/process/error.hpp"

namespace ordeal::process {

struct Frame {
  std::uint8_t type = 0;
  std::string payload;
};

// A frame in the reader's memory, there until it is fed again.
struct FrameView {
  std::uint8_t type = 0;
  std::string_view payload;
};

// A longer payload is a defect of the sender: refused by write_frame, and FrameReader reports it as broken.
inline constexpr std::size_t kLongestFrame = std::size_t{64} << 20;

// Blocks until the whole frame is in the pipe. Not atomic: writers of one pipe share a lock (JobContext has
// it).
Result<void> write_frame(int descriptor, std::uint8_t type, std::string_view payload);

// The same into memory, of any length below 4 GiB. What is behind `begin` in `bytes` is the payload already,
// after room for the header (kFrameHeader bytes).
inline constexpr std::size_t kFrameHeader = 5;
void complete_frame(std::string& bytes, std::size_t begin, std::uint8_t type);

// Cuts a stream into frames. Feed it what was read, in any portions; take frames until there is none.
class FrameReader {
 public:
  explicit FrameReader(std::size_t longest = kLongestFrame) : longest_(longest) {}

  void feed(std::string_view bytes);
  std::optional<Frame> next();
  std::optional<FrameView> next_view();

  // Bytes of a frame that has begun and is not complete: more than 0 at the end of the stream means that the
  // writer died in the middle of it.
  std::size_t incomplete() const { return buffer_.size() - taken_; }
  // The stream holds a longer frame than is allowed; nothing after it can be read.
  bool broken() const { return broken_; }

 private:
  std::size_t longest_;
  std::string buffer_;
  std::size_t taken_ = 0;  // bytes at the front that next() has already given out
  bool broken_ = false;
};

}  // namespace ordeal::process
