// A scenario's own objects, handed out by type. The runner lends what exists (the World, attachments);
// everything else is made at the first request, once a scenario, from Context& or by its default constructor,
// and destroyed in reverse order when the context goes. A context within another one (a scenario's in its
// feature's) finds what is there, too. One thread only.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>
#include <typeindex>
#include <vector>

namespace ordeal {

class Context {
 public:
  Context() = default;
  explicit Context(Context& outer) : outer_(&outer) {}  // `outer` must outlive this one
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context();

  // Makes an object known under type T (often an interface). It must outlive the context.
  // Throws std::logic_error when T is there already.
  template <class T>
  void lend(T& existing) {
    add(typeid(T), std::shared_ptr<void>(std::shared_ptr<void>(), std::addressof(existing)));
  }

  // The same for an object that is put together only when somebody asks for it.
  template <class T>
  void lend_on_demand(std::function<T&()> give) {
    add(typeid(T), nullptr, [give = std::move(give)]() -> void* { return std::addressof(give()); });
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
    std::function<void*()> give = {};
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

  [[nodiscard]] void* find(std::type_index) const;             // here or further out
  [[nodiscard]] const Entry* entry_of(std::type_index) const;  // here; null: there is none
  void add(std::type_index, std::shared_ptr<void>, std::function<void*()> give = {});
  void begin(std::type_index);
  void finish(std::type_index, std::shared_ptr<void>);
  void abandon(std::type_index);
  [[noreturn]] static void refuse(std::type_index);

  Context* outer_ = nullptr;
  std::vector<Entry> entries_;  // in the order in which they were finished
};

}  // namespace ordeal
