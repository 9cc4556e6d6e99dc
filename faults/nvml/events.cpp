// Event sets: what happens to the cards, as it happens. A set listens on each card that is registered with
// it, and has handled an event when it is asked for the next one (see Card::report_xid).
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>

#include "faults/nvml/cards.hpp"

using namespace ordeal::nvml;
using ordeal::simgpu::CardEvent;
using Clock = std::chrono::steady_clock;

namespace {

constexpr unsigned long long kTypes =
    kSingleBitEccError | kDoubleBitEccError | kXidCriticalError | kGpuRecoveryAction;

unsigned long long type_of(const CardEvent& event) {
  switch (event.type) {
    case CardEvent::xid:
      return kXidCriticalError;
    case CardEvent::corrected:
      return kSingleBitEccError;
    case CardEvent::uncorrected:
      return kDoubleBitEccError;
    case CardEvent::recovery:
      return kGpuRecoveryAction;
    default:
      return 0;
  }
}

struct Registered {
  const ShownCard* shown;
  unsigned long long types;
  int listener;
  std::uint64_t seen;  // number of the last event that was given out or is of no registered type
};

class Events {
 public:
  Events() : touched_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {}
  ~Events() {
    for (const Registered& each : registered_) each.shown->card->stop_listening(each.listener);
    ::close(touched_);
  }
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  Return add(const ShownCard& card, unsigned long long types) {
    if ((types & ~kTypes) != 0) return kNotSupported;
    const auto same = std::find_if(registered_.begin(), registered_.end(),
                                   [&](const Registered& each) { return each.shown == &card; });
    if (same != registered_.end()) return same->types |= types, kSuccess;
    if (::inotify_add_watch(touched_, card.card->path().c_str(), IN_ATTRIB) < 0) return kUnknown;
    const int listener = card.card->listen();
    if (listener < 0) return kUnknown;
    registered_.push_back({&card, types, listener, card.card->events_told()});
    return kSuccess;
  }

  Return wait(EventData& data, unsigned int timeout_ms) {
    const auto end = Clock::now() + std::chrono::milliseconds(timeout_ms);
    for (;;) {
      forget_touches();
      if (next(data)) return kSuccess;
      for (const Registered& each : registered_) each.shown->card->heard(each.listener, each.seen);
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
      if (left.count() <= 0) return any_lost() ? kGpuIsLost : kTimeout;
      pollfd ready{touched_, POLLIN, 0};
      ::poll(&ready, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 1'000'000)));
    }
  }

 private:
  bool next(EventData& data) {
    for (Registered& each : registered_) {
      for (const CardEvent& event : each.shown->card->events_after(each.seen)) {
        each.seen = event.number;
        if ((type_of(event) & each.types) == 0) continue;
        data = {handle_of(*each.shown), type_of(event), event.data, kNoInstance, kNoInstance};
        return true;
      }
    }
    return false;
  }
  bool any_lost() const {
    return std::any_of(registered_.begin(), registered_.end(),
                       [](const Registered& each) { return each.shown->card->lost(); });
  }
  void forget_touches() const {
    char events[1024];
    while (::read(touched_, events, sizeof events) > 0) {
    }
  }

  const int touched_;
  std::vector<Registered> registered_;
};

Events* events_of(EventSet set) {
  return reinterpret_cast<Events*>(set);
}

}  // namespace

ORDEAL_NVML nvmlEventSetCreate(EventSet* set) {
  if (!cards()) return kUninitialized;
  if (!set) return kInvalidArgument;
  *set = reinterpret_cast<EventSet>(std::make_unique<Events>().release());  // freed by nvmlEventSetFree
  return kSuccess;
}
ORDEAL_NVML nvmlDeviceRegisterEvents(Device device, unsigned long long types, EventSet set) {
  return ask(device, set, [&](const ShownCard& card) { return events_of(set)->add(card, types); });
}
ORDEAL_NVML nvmlDeviceGetSupportedEventTypes(Device device, unsigned long long* types) {
  return ask(device, types, [](const ShownCard&) { return kTypes; });
}
ORDEAL_NVML nvmlEventSetWait_v2(EventSet set, EventData* data, unsigned int timeout_ms) {
  if (!cards()) return kUninitialized;
  if (!set || !data) return kInvalidArgument;
  return events_of(set)->wait(*data, timeout_ms);
}
ORDEAL_NVML nvmlEventSetWait(EventSet set, EventDataV1* data, unsigned int timeout_ms) {
  if (!data) return kInvalidArgument;
  EventData whole{};
  const int answer = nvmlEventSetWait_v2(set, &whole, timeout_ms);
  if (answer == kSuccess) *data = {whole.device, whole.type, whole.data};
  return answer;
}
ORDEAL_NVML nvmlEventSetFree(EventSet set) {
  if (!cards()) return kUninitialized;
  if (!set) return kInvalidArgument;
  const std::unique_ptr<Events> gone(events_of(set));
  return kSuccess;
}
