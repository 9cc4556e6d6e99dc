// The director and what it is configured with.
#include <gtest/gtest.h>

#include "harness/definitions/define.hpp"
#include "steps/capabilities/director.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {

GIVEN("the {stage} stage takes {duration}",
      (Director & director, const Stage& stage, std::chrono::nanoseconds duration),
      "Sets the stage's duration in the cost model, before the director starts; its limit grows with it.") {
  auto& stages = director.config().stages;
  auto& policy = stage.name == "audio"   ? stages.audio
                 : stage.name == "image" ? stages.image
                 : stage.name == "video" ? stages.video
                                         : stages.clip;
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

GIVEN("a director with {int} workers and {int} standby(s)", (Director & director, int workers, int standbys),
      "One card for each worker. Waits until the first is active.") {
  director.config().cards = workers;
  director.config().standbys = standbys;
  director.start();
}

}  // namespace ordeal
