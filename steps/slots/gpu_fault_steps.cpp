// What goes wrong on the device.
#include "faults/kernel_hang.hpp"
#include "faults/launch_error.hpp"
#include "faults/out_of_memory.hpp"
#include "harness/definitions/define.hpp"
#include "harness/expressions/quantities.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {

WHEN("the {ordinal} allocation of the {stage} stage fails once",
     (World & world, Ordinal nth, const Stage& stage)) {
  world.arm(
      std::make_unique<OutOfMemory>(world.rules(), "", stage.name, static_cast<std::uint64_t>(nth.number)));
}

WHEN("every allocation of the {stage} stage fails", (World & world, const Stage& stage)) {
  world.arm(std::make_unique<OutOfMemory>(world.rules(), "", stage.name, std::nullopt));
}

WHEN("a kernel of the {stage} stage never ends", (World & world, const Stage& stage)) {
  world.arm(std::make_unique<KernelHang>(world.rules(), "", stage.name, world.middle_launch(stage.name)));
}

WHEN("launches of the {stage} stage fail from its middle on", (World & world, const Stage& stage)) {
  world.arm(std::make_unique<LaunchError>(world.rules(), "", stage.name, world.middle_launch(stage.name),
                                          kCudaInvalidConfiguration));
}

WHEN("launch {int} of the {stage} stage fails", (World & world, std::uint64_t launch, const Stage& stage),
     "From that launch on; a launch that is never reached makes the scenario invalid.") {
  world.arm(std::make_unique<LaunchError>(world.rules(), "", stage.name, launch, kCudaInvalidConfiguration));
}

}  // namespace ordeal
