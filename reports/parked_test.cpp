#include "reports/parked.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <vector>

namespace ordeal::reports {
namespace {

std::string record(std::size_t number) {
  return std::string(number % 1000, static_cast<char>('a' + number % 26)) + std::to_string(number);
}

void expect_that_all_come_back(Parked& parked) {
  std::vector<Parked::Slot> slots;
  for (std::size_t n = 0; n < 2000; ++n) slots.push_back(parked.park(record(n)));
  for (std::size_t n = 0; n < slots.size(); ++n) EXPECT_EQ(parked.fetch(slots[n]), record(n));
  for (const auto slot : slots) parked.let_go(slot);
}

TEST(Parked, GivesBackWhatWasParked) {
  Parked parked;
  expect_that_all_come_back(parked);
}

TEST(Parked, UsesItsRoomAgainWhenAllIsLetGo) {
  Parked parked;
  expect_that_all_come_back(parked);
  EXPECT_EQ(parked.park("first again").at, 0U);
}

TEST(Parked, KeepsInMemoryWhatTheFileDoesNotTake) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{.rlim_cur = 100'000, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  {
    Parked parked;
    expect_that_all_come_back(parked);
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
}

}  // namespace
}  // namespace ordeal::reports
