#include "harness/definitions/context.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "harness/definitions/readable_type.hpp"

namespace ordeal {

Context::~Context() {
  while (!entries_.empty()) {
    // Out of the list first: a destructor may still ask for what was made before it, but not for itself.
    const Entry last = std::move(entries_.back());
    entries_.pop_back();
  }
}

void* Context::find(std::type_index type) const {
  for (const Context* context = this; context; context = context->outer_) {
    const Entry* found = context->entry_of(type);
    if (found && found->give) return found->give();
    if (found && found->object) return found->object.get();
  }
  return nullptr;
}

const Context::Entry* Context::entry_of(std::type_index type) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.type == type; });
  return found == entries_.end() ? nullptr : &*found;
}

void Context::add(std::type_index type, std::shared_ptr<void> object, std::function<void*()> give) {
  if (entry_of(type)) {
    throw std::logic_error("The scenario's context has a " + readable_type(type) +
                           " already; lend it once, first.");
  }
  entries_.push_back({type, std::move(object), std::move(give)});
}

void Context::begin(std::type_index type) {
  if (entry_of(type)) {
    throw std::logic_error("The constructor of " + readable_type(type) +
                           " asks the scenario's context, perhaps through others, for a " +
                           readable_type(type) + ". One of them must be made without the other.");
  }
  entries_.push_back({type, nullptr});
}

void Context::finish(std::type_index type, std::shared_ptr<void> object) {
  abandon(type);
  entries_.push_back({type, std::move(object)});  // behind what its constructor asked for
}

void Context::abandon(std::type_index type) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.type == type; });
}

void Context::refuse(std::type_index type) {
  throw std::logic_error(
      "The scenario's context has no " + readable_type(type) +
      ", and cannot make one: it is abstract, its destructor may throw, or it has neither a "
      "constructor from Context& nor a default constructor. The runner must lend it.");
}

}  // namespace ordeal
