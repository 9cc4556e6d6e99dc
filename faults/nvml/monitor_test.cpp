// The director's monitoring of cards (pipeline/real/cards) over SimGPU's library.
#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>
#include <thread>

#include "faults/simgpu/card.hpp"
#include "pipeline/real/world.hpp"

namespace ordeal::nvml {
namespace {

using namespace std::chrono_literals;
using simgpu::Card;
using slots::CardReport;
using Kind = slots::CardReport::Kind;

constexpr const char* kLibrary = ORDEAL_BINARY_DIR "/lib/nvml/libnvidia-ml.so.1";

struct Heard {
  std::int64_t card;
  Kind kind;
  std::int64_t number;
  bool operator==(const Heard&) const = default;
};

slots::Task<int> hear(slots::Env& env, std::size_t many, std::function<void()> then,
                      std::vector<Heard>& heard) {
  auto reports = co_await env.cards.watch();
  if (!reports) co_return 2;
  const std::jthread driver(then);
  while (heard.size() < many) {
    auto report = co_await (*reports)->receive();
    if (!report) co_return 3;
    heard.push_back({report->card, report->kind, report->number});
  }
  co_return 0;
}

// The library opens the cards of the process once.
struct Folder {
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "monitor-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

class Monitor : public testing::Test {
 protected:
  Monitor() {
    static const Folder folder;
    const std::string first = folder.path / "card";
    for (int n = 0; n < 2; ++n) cards_.push_back(Card::open(Card::path_of(first, n), 1000).value());
    setenv("ORDEAL_CARD", first.c_str(), 1);
  }
  std::vector<std::shared_ptr<Card>> cards_;
};

TEST_F(Monitor, TellsOfEachCardWhatItsDriverReports) {
  slots::RealWorld world({.role = "director", .nvml = kLibrary});
  std::vector<Heard> heard;
  const int code = world.run([&](slots::Env& env) {
    return hear(
        env, 4,
        [&] {
          cards_[1]->report_xid(31);
          cards_[0]->count_memory_errors(simgpu::CardEvent::uncorrected, 3);
          cards_[0]->report_xid(48);
          EXPECT_TRUE(cards_[0]->reset());
        },
        heard);
  });
  EXPECT_EQ(code, 0);
  EXPECT_EQ(
      heard,
      (std::vector<Heard>{
          {1, Kind::xid, 31}, {0, Kind::memory_errors, 3}, {0, Kind::xid, 48}, {0, Kind::recovered, 0}}));
}

TEST_F(Monitor, ACardThatComesBackIsWellAgain) {
  slots::RealWorld world({.role = "director", .nvml = kLibrary});
  std::vector<Heard> heard;
  world.run([&](slots::Env& env) {
    return hear(
        env, 2,
        [&] {
          cards_[0]->set_lost(true);
          cards_[0]->set_lost(false);
        },
        heard);
  });
  EXPECT_EQ(heard, (std::vector<Heard>{{0, Kind::xid, 79}, {0, Kind::recovered, 0}}));
}

TEST_F(Monitor, ALibraryThatIsNotThereIsNamedWithoutItsFolder) {
  slots::RealWorld world({.role = "director", .nvml = "/no/such/folder/libnvidia-ml.so.1"});
  std::string message;
  world.run([&](slots::Env& env) -> slots::Task<int> {
    auto reports = co_await env.cards.watch();
    if (!reports) message = reports.error().message;
    co_return 0;
  });
  EXPECT_EQ(message,
            "cards are not monitored by libnvidia-ml.so.1: it cannot be loaded; install a driver, or "
            "configure no nvml");
}

}  // namespace
}  // namespace ordeal::nvml
