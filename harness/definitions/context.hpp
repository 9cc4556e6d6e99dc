// A scenario's own objects, handed out by type. The runner lends what exists (the World, attachments);
// everything else is made at the first request, once a scenario, from Context& or by its default constructor,
// and destroyed in reverse order when the context goes. One thread only.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <typeindex>
#include <vector>

namespace ordeal {

[[nodiscard]] std::string readable_type(std::type_index);  // "ordeal::World", not "N6ordeal5WorldE"

class Context {
 public:
  Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context();

  // Makes an object known under type T (often an interface). It must outlive the context.
  // Throws std::logic_error when T is there already.
  template <class T>
  void lend(T& existing) {
    add(typeid(T), std::addressof(existing));
  }

  // Throws std::logic_error when T was not lent and cannot be made, or when T's constructor asks for T again.
  template <class T>
  T& get() {
    if (void* found = find(typeid(T))) return *static_cast<T*>(found);
    return make<T>();
  }

 private:
  struct Entry {
    std::type_index type;
    void* object;  // null while it is being made
    std::function<void()> destroy;
  };

  template <class T>
  T& make() {
    if constexpr (std::constructible_from<T, Context&> || std::default_initializable<T>) {
      begin(typeid(T));
      T* made = nullptr;
      try {
        if constexpr (std::constructible_from<T, Context&>) {
          made = new T(*this);
        } else {
          made = new T();
        }
      } catch (...) {
        abandon(typeid(T));
        throw;
      }
      finish(typeid(T), made, [made] { delete made; });
      return *made;
    } else {
      refuse(typeid(T));
    }
  }

  void* find(std::type_index) const;
  void add(std::type_index, void*);
  void begin(std::type_index);
  void abandon(std::type_index);
  void finish(std::type_index, void*, std::function<void()> destroy);
  [[noreturn]] static void refuse(std::type_index);

  std::vector<Entry> entries_;  // in the order in which they were finished
};

}  // namespace ordeal
