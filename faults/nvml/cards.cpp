#include "faults/nvml/cards.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>

namespace ordeal::nvml {
namespace {

constexpr int kMostCards = 64;

// Never destroyed: threads of the program may still ask while it ends.
struct Library {
  std::mutex lock;
  int users = 0;
  std::vector<ShownCard> cards;
};

Library& library() {
  static auto& only = *new Library;
  return only;
}

// The same card has the same identifier in every process.
std::string uuid_of(const std::string& path) {
  const std::uint64_t a = std::hash<std::string>{}(path), b = std::hash<std::string>{}(path + "#");
  char text[48];
  std::snprintf(text, sizeof text, "GPU-%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(a >> 32),
                static_cast<unsigned>(a >> 16 & 0xffff), static_cast<unsigned>(a & 0xffff),
                static_cast<unsigned>(b >> 48), static_cast<unsigned long long>(b & 0xffffffffffff));
  return text;
}

std::string bus_id_of(int index) {
  char text[32];
  std::snprintf(text, sizeof text, "00000000:%02X:00.0", static_cast<unsigned>(index) + 1);
  return text;
}

}  // namespace

Return initialise() {
  Library& all = library();
  const std::lock_guard held(all.lock);
  if (all.users > 0) return ++all.users, kSuccess;
  const char* first = std::getenv("ORDEAL_CARD");
  if (!first || ::access(first, R_OK | W_OK) != 0) return kDriverNotLoaded;
  if (all.cards.empty()) {  // a handle stays good when the library is initialised anew
    all.cards.reserve(kMostCards);
    for (int n = 0; n < kMostCards; ++n) {
      const std::string path = simgpu::Card::path_of(first, n);
      if (::access(path.c_str(), R_OK | W_OK) != 0) break;
      auto card = simgpu::Card::open(path);
      if (!card) return kUnknown;
      all.cards.push_back({n, uuid_of(path), bus_id_of(n), *card});
    }
  }
  all.users = 1;
  return kSuccess;
}

Return shut_down() {
  Library& all = library();
  const std::lock_guard held(all.lock);
  if (all.users == 0) return kUninitialized;
  --all.users;
  return kSuccess;
}

const std::vector<ShownCard>* cards() {
  Library& all = library();
  const std::lock_guard held(all.lock);
  return all.users > 0 ? &all.cards : nullptr;
}

Device handle_of(const ShownCard& card) {
  return reinterpret_cast<Device>(const_cast<ShownCard*>(&card));
}

Return find(Device device, const ShownCard*& found) {
  const auto* all = cards();
  if (!all) return kUninitialized;
  const auto here = std::find_if(all->begin(), all->end(),
                                 [&](const ShownCard& card) { return handle_of(card) == device; });
  if (here == all->end()) return kInvalidArgument;
  if (here->card->lost()) return kGpuIsLost;
  found = &*here;
  return kSuccess;
}

Return copy_text(const std::string& text, char* into, unsigned int length) {
  if (!into) return kInvalidArgument;
  if (length <= text.size()) return kInsufficientSize;
  std::memcpy(into, text.c_str(), text.size() + 1);
  return kSuccess;
}

}  // namespace ordeal::nvml
