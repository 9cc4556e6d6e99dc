// An object in memory that processes share: made before the fork, seen by both sides after it, and there
// until the last of them lets it go, however the others end.
#pragma once

#include <sys/mman.h>

#include <cerrno>
#include <new>
#include <system_error>
#include <type_traits>
#include <utility>

namespace ordeal::process {

// T holds no pointers to memory of one process. Who changes it when is between its users.
template <class T>
class Shared {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  Shared() {  // throws std::system_error when there is no memory to share
    void* memory = mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "memory to share");
    object_ = new (memory) T{};
  }
  Shared(Shared&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Shared& operator=(Shared&&) = delete;
  ~Shared() {
    if (object_) munmap(object_, sizeof(T));
  }

  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }

 private:
  T* object_;
};

}  // namespace ordeal::process
