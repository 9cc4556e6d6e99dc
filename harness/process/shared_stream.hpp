// A stream of bytes from a process to the one that forked it, in memory that both share. What was written is
// there for the reader however the writer ends, and to write costs no system call: the reader looks from time
// to time. One writer, one reader.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "harness/process/descriptor.hpp"
#include "harness/process/shared.hpp"

namespace ordeal::process {

class SharedStream {
 public:
  static constexpr std::size_t kCapacity = std::size_t{256} << 10;  // bytes, a power of two

  SharedStream();  // throws std::system_error

  // In the writer. Blocks while there is no room. Up to kCapacity bytes appear at once or not at all.
  void write(std::string_view bytes);

  // In the reader: passes on what is there, as one or two views. Returns how many bytes that were.
  template <class Take>
  std::size_t read(Take take) {
    const auto [first, second] = unread();
    if (!first.empty()) take(first);
    if (!second.empty()) take(second);
    give_room(first.size() + second.size());
    return first.size() + second.size();
  }

  // In the reader, for poll(): readable when the stream is half full, so that the writer does not have to
  // wait for the next look.
  int half_full() const { return half_full_.get(); }

 private:
  struct Memory {
    alignas(64) std::atomic<std::uint64_t> written;  // bytes ever
    alignas(64) std::atomic<std::uint64_t> taken;    // bytes ever
    std::atomic<std::uint32_t> gives;                // how often room was given: what a writer waits for
    alignas(64) std::array<char, kCapacity> bytes;
  };

  std::pair<std::string_view, std::string_view> unread() const;
  void give_room(std::size_t bytes);
  void wait_for_room(std::uint64_t wanted);
  void call_reader() const;

  Shared<Memory> memory_;
  Descriptor half_full_;
};

}  // namespace ordeal::process
