// What goes wrong. Each step proves that its fault happened: by what the kernel says of the process, not by
// what the store says.
#include <csignal>
#include <fstream>
#include <ordeal/steps.hpp>

#include "server.hpp"

using namespace ordeal;
using namespace std::chrono_literals;

WHEN("the server is ended by {signal}", (Server & server, Signal signal),
     "After SIGKILL it cannot write anything more.") {
  ASSERT_TRUE(server.process().signal(signal.number).accepted);
  const auto ended = server.process().wait(10s);
  ASSERT_TRUE(ended) << "the server still runs";
  ASSERT_TRUE(ended->signalled && ended->number == signal.number) << process::describe(*ended);
}

WHEN("the server hangs", (Server & server), "By SIGSTOP.") {
  ASSERT_TRUE(server.process().signal(SIGSTOP).accepted);
}

WHEN("the server goes on", (Server & server)) {
  ASSERT_TRUE(server.process().signal(SIGCONT).accepted);
}

WHEN("half a record stands at the end of its log", (Server & server), "As a power failure leaves it.") {
  std::ofstream(server.log(), std::ios::app) << "half of a rec";
}

WHEN("the server is started again", (Server & server)) {
  server.start();
}

THEN("the server does not answer", (Server & server)) {
  EXPECT_EQ(server.ask("GET anything", 300ms), std::nullopt);
}
