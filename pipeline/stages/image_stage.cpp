#include "pipeline/env/trace.hpp"
#include "pipeline/stages/network.hpp"
#include "pipeline/stages/quality.hpp"
#include "pipeline/stages/stage_run.hpp"

namespace slots {

void run_image(StageRun& run, const ImageNetwork& network) {
  Picture picture;
  {
    DeviceTurn turn(run.turns, run.stage, run.pace, run.cancelled());
    run.done(0, kDenoisingSteps);
    ImageNetwork::Painting painting = network.begin(run.request.prompt, run.request.seed);
    for (int i = 1; i <= kDenoisingSteps; ++i) {
      const std::string step = std::to_string(i);
      const TraceRange range("step", step.c_str());
      network.step(painting);
      run.done(i, kDenoisingSteps);
    }
    picture = network.picture(painting);
    run.counts += turn.finish();
  }
  check_picture(picture);
  run.slot.picture = std::move(picture);
}

}  // namespace slots
