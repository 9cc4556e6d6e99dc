// {stage} and {moment}: the words of features for the parts of a slot.
#include "harness/definitions/define.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {

PARAMETER_TYPE(Stage, "stage", "audio|image|video|clip", (const std::string& name)) {
  return slots::stage_named(name).value();
}

PARAMETER_TYPE(Moment, "moment", "start|middle|end", (const std::string& name)) {
  return {name};
}

PARAMETER_TYPE(Flaw, "flaw", "missing|not executable|for another machine", (const std::string& name)) {
  return {name};
}

}  // namespace ordeal
