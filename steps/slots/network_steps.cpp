// The network between the director and its clients.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>

#include "faults/idle_clients.hpp"
#include "faults/silent_director.hpp"
#include "harness/definitions/define.hpp"
#include "pipeline/real/http/url.hpp"
#include "steps/slots/stage.hpp"

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

}  // namespace

GIVEN("programs are started with a soft limit of {int} descriptors", (SoftLimit & soft, int descriptors),
      "As systems do, mostly with 1024; a program may raise it to the hard limit.") {
  soft.set(static_cast<rlim_t>(descriptors));
}

WHEN("the director falls silent at the {moment} of the {stage} stage",
     (World & world, Moment moment, const Stage& stage),
     "It neither answers nor ends, and its connections stay: frozen (cpu), or cut off from its clients "
     "(sim).") {
  const StageSite at = site_of(world, "worker 1", stage, moment);
  world.arm(std::make_unique<SilentDirector>(
      world.rules(), std::string("the ") + text_of(moment) + " of the " + stage.name + " stage", at.site,
      at.nth, world.silenceable_director()));
}

WHEN("{int} clients connect to the director and say nothing", (World & world, int number),
     "Only where sockets are real.") {
  const auto address = slots::parse_url(world.config().listen).value();
  world.arm(std::make_unique<IdleClients>(std::stoi(address.port), static_cast<std::size_t>(number)));
}

THEN("the director says at once that it is healthy", (World & world),
     "At once: before it would close clients that say nothing by itself (10 s of wall time).") {
  const HttpAnswer answer = world.ask({.target = "/healthz", .patience = std::chrono::seconds(8)});
  EXPECT_EQ(answer.status, 200u) << answer.body;
}

}  // namespace ordeal
