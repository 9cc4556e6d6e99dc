#include "harness/process/frame.hpp"

#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace ordeal::process {

namespace {

std::array<char, kFrameHeader> header_of(std::uint8_t type, std::size_t length) {
  return {static_cast<char>(length), static_cast<char>(length >> 8), static_cast<char>(length >> 16),
          static_cast<char>(length >> 24), static_cast<char>(type)};
}

std::size_t length_in(const char* header) {
  std::size_t length = 0;
  for (int i = 3; i >= 0; --i) length = length << 8 | static_cast<unsigned char>(header[i]);
  return length;
}

}  // namespace

Result<void> write_frame(int descriptor, std::uint8_t type, std::string_view payload) {
  if (payload.size() > kLongestFrame)
    return Error{EMSGSIZE, "a frame of " + std::to_string(payload.size()) +
                               " bytes is longer than the limit of " + std::to_string(kLongestFrame) +
                               "; send it in parts or leave it in a file"};
  auto header = header_of(type, payload.size());
  iovec parts[2] = {{header.data(), header.size()}, {const_cast<char*>(payload.data()), payload.size()}};
  std::size_t left = kFrameHeader + payload.size();
  while (left > 0) {
    const ssize_t written = writev(descriptor, parts, 2);
    if (written < 0) {
      if (errno == EINTR) continue;
      return error_from_errno("cannot send a frame of " + std::to_string(payload.size()) + " bytes");
    }
    left -= written;
    for (std::size_t done = written; auto& part : parts) {
      const std::size_t step = std::min(done, part.iov_len);
      part.iov_base = static_cast<char*>(part.iov_base) + step;
      part.iov_len -= step;
      done -= step;
    }
  }
  return {};
}

void complete_frame(std::string& bytes, std::size_t begin, std::uint8_t type) {
  const auto header = header_of(type, bytes.size() - begin - kFrameHeader);
  std::ranges::copy(header, bytes.begin() + static_cast<std::ptrdiff_t>(begin));
}

void FrameReader::feed(std::string_view bytes) {
  if (taken_ > 0) {
    buffer_.erase(0, taken_);
    taken_ = 0;
  }
  buffer_.append(bytes);
}

std::optional<Frame> FrameReader::next() {
  const auto frame = next_view();
  return frame ? std::optional(Frame{frame->type, std::string(frame->payload)}) : std::nullopt;
}

std::optional<FrameView> FrameReader::next_view() {
  if (broken_ || incomplete() < kFrameHeader) return std::nullopt;
  const std::size_t length = length_in(buffer_.data() + taken_);
  if (length > longest_) {
    broken_ = true;
    return std::nullopt;
  }
  if (incomplete() < kFrameHeader + length) return std::nullopt;
  const FrameView frame{static_cast<std::uint8_t>(buffer_[taken_ + 4]),
                        std::string_view(buffer_).substr(taken_ + kFrameHeader, length)};
  taken_ += kFrameHeader + length;
  return frame;
}

}  // namespace ordeal::process
