// A scenario's own objects, handed out by type. The runner lends what exists (the World, attachments);
// everything else is made at the first request, once a scenario, from Context& or by its default constructor,
// and destroyed in reverse order when the context goes. One thread only.
#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <typeindex>
#include <vector>

namespace ordeal {

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
    add(typeid(T), std::shared_ptr<void>(std::shared_ptr<void>(), std::addressof(existing)));
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
    std::shared_ptr<void> object;  // null while it is being made; owns nothing when lent
  };

  template <class T>
  T& make() {
    if constexpr (std::constructible_from<T, Context&> || std::default_initializable<T>) {
      begin(typeid(T));
      try {
        std::shared_ptr<T> made;
        if constexpr (std::constructible_from<T, Context&>) {
          made = std::make_shared<T>(*this);
        } else {
          made = std::make_shared<T>();
        }
        finish(typeid(T), made);
        return *made;
      } catch (...) {
        abandon(typeid(T));
        throw;
      }
    } else {
      refuse(typeid(T));
    }
  }

  [[nodiscard]] void* find(std::type_index) const;
  void add(std::type_index, std::shared_ptr<void>);
  void begin(std::type_index);
  void finish(std::type_index, std::shared_ptr<void>);
  void abandon(std::type_index);
  [[noreturn]] static void refuse(std::type_index);

  std::vector<Entry> entries_;  // in the order in which they were finished
};

}  // namespace ordeal
