// The devices that a worker may compute on, in the order in which it tries them: the one that it is
// configured for, then those of `fallback`. Without fallbacks a card that cannot be used is an error: a
// silent one would hide it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/env/device_plugin.hpp"

namespace slots {

class Backends {
 public:
  // Opens that device's card of this index; null: it cannot be used, and `why` says so.
  using Open =
      std::function<std::unique_ptr<DevicePlugin>(const std::string& backend, int index, std::string& why)>;

  // `names` holds at least one: "sim", "cuda", "cpu".
  Backends(std::vector<std::string> names, Open open) : names_(std::move(names)), open_(std::move(open)) {}

  struct Opened {
    std::shared_ptr<DevicePlugin> plugin;  // null: none can be used
    std::size_t backend = 0;               // which of the names
    int index = 0;                         // of the card
    std::string passed_over;               // "sim: the card is lost; rocm: …": those before it, and why
  };
  // The first that can be used from `first` on. A fallback is one for all cards: its index is 0.
  Opened open(int index, std::size_t first = 0) const;
  // As a worker begins, which knows no card yet: the first card of the configured device that can be used, of
  // `cards`; else a fallback.
  Opened open_any(int cards) const;

  const std::string& name(std::size_t backend) const { return names_.at(backend); }

 private:
  std::vector<std::string> names_;
  Open open_;
};

}  // namespace slots
