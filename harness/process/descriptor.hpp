// A file descriptor with one owner, and the hygiene around it: everything made here is close-on-exec and
// above the standard three.
#pragma once

#include <initializer_list>
#include <utility>

#include "harness/process/error.hpp"

namespace ordeal::process {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { close(); }

  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }
  void close();

 private:
  int number_ = -1;
};

struct Pipe {
  Descriptor read, write;
};

Result<Pipe> make_pipe();

void set_nonblocking(int descriptor);

// Closes every descriptor of this process but the standard three and those named.
void close_all_except(std::initializer_list<int> kept);

}  // namespace ordeal::process
