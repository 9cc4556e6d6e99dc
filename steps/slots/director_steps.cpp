// The director and what it is configured with.
#include <gtest/gtest.h>

#include <set>

#include "harness/definitions/define.hpp"
#include "steps/capabilities/director.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {

using namespace std::chrono_literals;

GIVEN("the {stage} stage takes {duration}",
      (Director & director, Stage stage, std::chrono::nanoseconds duration),
      "Sets the stage's duration in the cost model, before the director starts; its limit grows with it.") {
  slots::StagePolicy& policy = director.config().stages.of(stage);
  policy.median = duration;
  policy.limit = std::max<slots::Duration>(policy.limit, 2 * duration);
}

GIVEN("the audio stage is not retried", (Director & director),
      "A stage's own retry (audio: 1) is switched off.") {
  director.config().stages.audio.retries = 0;
}

GIVEN("a director with 1 worker and {int} standby(s)", (Director & director, int standbys),
      "Starts model server, director and workers, and waits until worker 1 is active.") {
  director.config().standbys = standbys;
  director.start();
}

GIVEN("a director with {int} workers and {int} standby(s)",
      (Director & director, Wait& wait, Events& events, int workers, int standbys),
      "One card for each worker. Waits until each card has an active one.") {
  director.config().cards = workers;
  director.config().standbys = standbys;
  director.start();
  EventCursor cursor(events, "director");
  std::set<std::int64_t> served;
  const auto all_served = [&] {
    while (const ProgramEvent* event = cursor.next("worker_active")) {
      served.insert(event->fields.at("device").to_number<std::int64_t>());
    }
    return served.size() == static_cast<std::size_t>(workers);
  };
  ASSERT_TRUE(wait.await(all_served, 120s)) << served.size() << " of " << workers << " cards are served";
}

}  // namespace ordeal
