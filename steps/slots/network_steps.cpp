// The network between the director and its clients.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <csignal>

#include "harness/definitions/define.hpp"
#include "harness/process/descriptor.hpp"
#include "harness/run/subject.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/clock.hpp"
#include "steps/capabilities/director.hpp"
#include "steps/capabilities/faults.hpp"
#include "steps/capabilities/requests.hpp"
#include "steps/capabilities/sockets.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/generic/tool.hpp"
#include "steps/slots/posted.hpp"

namespace ordeal {
namespace {

// What programs are started with, until the scenario is over.
class SoftLimit {
 public:
  SoftLimit() { ::getrlimit(RLIMIT_NOFILE, &before_); }
  ~SoftLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  SoftLimit(const SoftLimit&) = delete;
  SoftLimit& operator=(const SoftLimit&) = delete;
  void set(rlim_t descriptors) const {
    const rlimit limit{std::min(descriptors, before_.rlim_max), before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }

 private:
  rlimit before_{};
};

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// A port that is listened on and whose queue is full: the kernel answers nothing to whoever comes.
class BlackHole {
 public:
  BlackHole() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    auto address = loopback(0);
    socklen_t length = sizeof address;
    ::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), length);
    ::listen(listener_.get(), 0);
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    for (int n = 0; n < 4; ++n) {
      process::Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      // In progress: more is not wanted of it.
      [[maybe_unused]] const int begun =
          ::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), length);
      in_the_queue_.push_back(std::move(socket));
    }
  }
  int port() const { return port_; }

 private:
  process::Descriptor listener_;
  int port_ = 0;
  std::vector<process::Descriptor> in_the_queue_;
};

// What slotctl says of a director that it cannot reach.
struct Unreached {
  ToolResult said;
};

void ask(Director& own, const run::ScenarioFacts& facts, Unreached& unreached, const std::string& director,
         const std::string& what, const std::string& slot = "") {
  std::vector<std::string> argv{
      program_folder() / "slotctl",           what, "--director", director, "--time-scale",
      std::to_string(own.config().time_scale)};
  if (!slot.empty()) argv.push_back(slot);
  unreached.said = run_tool(argv, facts.evidence);
}

void ask_for_workers(Director& own, const run::ScenarioFacts& facts, Unreached& unreached,
                     const std::string& director) {
  ask(own, facts, unreached, director, "workers");
}

}  // namespace

WHEN("slotctl asks a director that refuses connections",
     (Director & own, run::ScenarioFacts& facts, Unreached& unreached, Sockets&)) {
  int port = 0;
  {
    const BlackHole nobody;  // a port that is free when it is gone
    port = nobody.port();
  }
  ask_for_workers(own, facts, unreached, "http://127.0.0.1:" + std::to_string(port));
}

WHEN("slotctl asks a director that neither takes nor refuses connections",
     (Director & own, run::ScenarioFacts& facts, Unreached& unreached, Sockets&)) {
  const BlackHole director;
  ask_for_workers(own, facts, unreached, "http://127.0.0.1:" + std::to_string(director.port()));
}

WHEN("slotctl asks a director whose name nobody knows",
     (Director & own, run::ScenarioFacts& facts, Unreached& unreached, Sockets&)) {
  ask_for_workers(own, facts, unreached, "http://director.invalid:8460");
}

WHEN("slotctl asks for the {string} of the posted slot",
     (Director & own, run::ScenarioFacts& facts, Unreached& unreached, Posted& posted, Sockets&,
      const std::string& what),
     "status, or cancel: whoever cancels asks for that.") {
  ask(own, facts, unreached, own.config().listen, what, slot_of(posted.last()));
}

WHEN("slotctl asks for the {string} of a slot that nobody knows",
     (Director & own, run::ScenarioFacts& facts, Unreached& unreached, Sockets&, const std::string& what)) {
  ask(own, facts, unreached, own.config().listen, what, "slot-0000000000000000");
}

THEN("slotctl leaves with {int} and says {string}",
     (Unreached & unreached, int code, const std::string& what)) {
  EXPECT_EQ(unreached.said.exit_code, code) << unreached.said.output;
  EXPECT_NE(unreached.said.output.find(what), std::string::npos) << unreached.said.output;
}

THEN("the slot's event stream says within {duration} that it is alive",
     (Clients & clients, Wait& wait, Sockets& sockets, Clock& clock, std::chrono::nanoseconds limit),
     "By a comment, which may come between any two events; only where streams have bytes.") {
  ASSERT_TRUE(wait.await([&] { return !clients.slot().id.empty(); }, std::chrono::seconds(60)));
  const HttpQuestion events{.target = "/v1/slots/" + clients.slot().id + "/events"};
  const slots::Duration began = clock.elapsed();
  const std::string heard = sockets.hear(events, "\n: keep-alive\n");
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock.elapsed() - began);
  EXPECT_NE(heard.find("\n: keep-alive\n"), std::string::npos)
      << "the stream ended without a comment; its last bytes: "
      << heard.substr(heard.size() - std::min<std::size_t>(heard.size(), 300));
  if (clock.time_is_exact())
    EXPECT_LE(took, limit + clock.tolerance())
        << "the comment came after " << took.count() << " ms (nominal)";
}

THEN("whoever follows the slot from its event {int} on is told event {int} first",
     (Clients & clients, Sockets& sockets, int seen, int next), "Last-Event-ID, as a browser sends it.") {
  const std::string id = "id: " + std::to_string(next) + "\n";
  const HttpQuestion events{.target = "/v1/slots/" + clients.slot().id + "/events",
                            .headers = {{"Last-Event-ID", std::to_string(seen)}}};
  const std::string heard = sockets.hear(events, id);
  const auto first = heard.find("id: ");
  ASSERT_NE(first, std::string::npos) << "no event came: " << heard;
  EXPECT_EQ(heard.substr(first, id.size()), id) << heard.substr(first);
}

WHEN("the director has fallen silent", (Wait & wait, Faults& faults)) {
  ASSERT_TRUE(wait.await([&] { return faults.landed(); }, std::chrono::seconds(60)));
}

WHEN("the client is interrupted", (Faults & faults), "Ctrl-C: SIGINT to slotctl.") {
  ASSERT_TRUE(faults.place().victim("client").signal(SIGINT));
}

GIVEN("programs are started with a soft limit of {int} descriptors", (SoftLimit & soft, int descriptors),
      "As systems do, mostly with 1024; a program may raise it to the hard limit.") {
  soft.set(static_cast<rlim_t>(descriptors));
}

THEN("the director says at once that it is healthy", (Requests & requests),
     "At once: before it would close clients that say nothing by itself (10 s of wall time).") {
  const HttpAnswer answer = requests.ask({.target = "/healthz", .patience = std::chrono::seconds(8)});
  EXPECT_EQ(answer.status, 200u) << answer.body;
}

}  // namespace ordeal
