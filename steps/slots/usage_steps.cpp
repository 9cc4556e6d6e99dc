// What programs hold of the machine from slot to slot.
#include <gtest/gtest.h>

#include <map>

#include "harness/definitions/define.hpp"
#include "harness/expressions/quantities.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/host_usage.hpp"
#include "steps/capabilities/wait.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

constexpr const char* kRoles[] = {"director", "worker 1"};

// By role, when a step noted it.
struct NotedUsage {
  std::map<std::string, Usage> of;
};

// What is on its way, such as the connection of a client that has left, ends first: nothing has changed for
// two nominal seconds, or it never rests.
Usage settled_usage(HostUsage& host, Wait& wait, const std::string& role) {
  Usage seen = host.usage(role);
  for (int n = 0; n < 15; ++n) {
    const Usage before = seen;
    const auto changed = [&] {
      seen = host.usage(role);
      return seen.descriptors != before.descriptors || seen.threads != before.threads;
    };
    if (!wait.await(changed, 2s)) break;
  }
  return seen;
}

}  // namespace

WHEN("{int} slot(s) is/are made in a row", (Clients & clients, Wait& wait, int count),
     "Each once the one before it is over; each must be done.") {
  for (int n = 0; n < count; ++n) {
    const SlotView& slot = clients.submit({});
    ASSERT_TRUE(wait.await([&] { return slot.over(); }, 300s)) << slot.id << " is not over";
    ASSERT_EQ(slot.exit_code, 0) << slot.id << ": " << (slot.error ? slot.error->message : "");
  }
}

WHEN("what the director and worker 1 hold is noted", (HostUsage & host, NotedUsage& noted, Wait& wait),
     "Memory of their own, descriptors, threads, once what is on its way has ended.") {
  for (const char* role : kRoles) noted.of[role] = settled_usage(host, wait, role);
}

THEN("they hold as many descriptors and threads as then", (HostUsage & host, NotedUsage& noted, Wait& wait),
     "Within 30 s (nominal): what is on its way may end.") {
  for (const char* role : kRoles) {
    const Usage& then = noted.of.at(role);
    Usage now;
    wait.await(
        [&] {
          now = host.usage(role);
          return now.descriptors == then.descriptors && now.threads == then.threads;
        },
        30s);
    EXPECT_EQ(now.descriptors, then.descriptors) << "descriptors of " << role;
    EXPECT_EQ(now.threads, then.threads) << "threads of " << role;
  }
}

THEN("worker 1 holds no more memory than then, but for {bytes}",
     (HostUsage & host, NotedUsage& noted, Wait& wait, Bytes allowed),
     "Within 30 s (nominal): a check of its device takes some for a moment.") {
  const std::uint64_t then = noted.of.at("worker 1").memory_bytes,
                      most = then + static_cast<std::uint64_t>(allowed.count);
  std::uint64_t now = 0;
  wait.await([&] { return (now = host.usage("worker 1").memory_bytes) <= most; }, 30s);
  EXPECT_LE(now, most) << "it held " << then << " bytes, and holds " << now - then << " more";
}

}  // namespace ordeal
