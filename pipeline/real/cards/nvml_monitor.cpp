#include "pipeline/real/cards/nvml_monitor.hpp"

#include <mutex>
#include <set>
#include <thread>

#include "pipeline/real/cards/nvml_library.hpp"

namespace slots {
namespace {

constexpr std::chrono::milliseconds kLookAgain = std::chrono::seconds(1);  // wall

}  // namespace

// Where reports go, as long as there is somebody. The thread may outlive both: it ends when it looks next, or
// with the process.
struct NvmlMonitor::Sink {
  std::mutex lock;
  Reactor* reactor;
  std::weak_ptr<Channel<CardReport>> channel;

  // False: nobody hears. A clock that is shared stands still until the loop has it.
  bool tell(CardReport report) {
    const std::lock_guard held(lock);
    if (!reactor || channel.expired()) return false;
    auto elsewhere = std::make_shared<Reactor::Elsewhere>(*reactor);
    reactor->post([to = channel, report, elsewhere = std::move(elsewhere)] {
      if (const auto there = to.lock()) there->push(report);
    });
    return true;
  }
  bool heard() {
    const std::lock_guard held(lock);
    return reactor && !channel.expired();
  }
};

namespace {

// The thread's side: waits, and says what happened.
class Watching {
 public:
  explicit Watching(std::unique_ptr<NvmlLibrary> library) : library_(std::move(library)) {}

  template <class Tell>
  void next(const Tell& tell) {
    nvml::EventData event{};
    const nvml::Return answer = library_->wait(event, static_cast<unsigned>(kLookAgain.count()));
    if (answer == nvml::kSuccess) {
      pass_on(event, tell);
    } else if (answer != nvml::kTimeout) {
      std::this_thread::sleep_for(kLookAgain);  // a lost card may answer this at once, again and again
    }
    for (auto card = ailing_.begin(); card != ailing_.end();) {
      if (library_->needs_recovery(device(*card))) {
        ++card;
      } else {
        tell({.card = *card, .kind = CardReport::Kind::recovered});
        card = ailing_.erase(card);
      }
    }
  }

 private:
  nvml::Device device(std::int64_t card) const {
    return library_->devices().at(static_cast<std::size_t>(card));
  }
  template <class Tell>
  void pass_on(const nvml::EventData& event, const Tell& tell) {
    const auto& devices = library_->devices();
    for (std::size_t n = 0; n < devices.size(); ++n) {
      if (devices[n] != event.device) continue;
      const auto card = static_cast<std::int64_t>(n);
      if (library_->needs_recovery(event.device)) ailing_.insert(card);
      if (event.type == nvml::kGpuRecoveryAction) return;
      tell({.card = card,
            .kind = event.type == nvml::kXidCriticalError ? CardReport::Kind::xid
                                                          : CardReport::Kind::memory_errors,
            .number = static_cast<std::int64_t>(event.data)});
    }
  }

  const std::unique_ptr<NvmlLibrary> library_;
  std::set<std::int64_t> ailing_;  // cards that need to be reset, or more
};

}  // namespace

NvmlMonitor::~NvmlMonitor() {
  if (!sink_) return;
  const std::lock_guard held(sink_->lock);
  sink_->reactor = nullptr;
}

Task<Result<std::shared_ptr<Channel<CardReport>>>> NvmlMonitor::watch() {
  auto opened = co_await reactor_.blocking([name = library_] { return NvmlLibrary::open(name); });
  if (!opened) co_return opened.error();
  auto channel = std::make_shared<Channel<CardReport>>(reactor_.loop());
  sink_ = std::make_shared<Sink>();
  sink_->reactor = &reactor_;
  sink_->channel = channel;
  auto watching = std::make_shared<Watching>(std::move(*opened));
  std::thread([sink = sink_, watching] {
    while (sink->heard()) watching->next([&](CardReport report) { sink->tell(report); });
  }).detach();
  co_return channel;
}

}  // namespace slots
