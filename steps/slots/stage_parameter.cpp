// {stage} and {moment}: the words of features for the parts of a slot; {card error}: what a card can say that
// stays.
#include "harness/definitions/define.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {

PARAMETER_TYPE(Stage, "stage", "audio|image|video|clip", (const std::string& name)) {
  return slots::stage_named(name).value();
}

PARAMETER_TYPE(CardError, "card error",
               "an illegal address|a launch failure|a failed assertion|an illegal instruction|"
               "a misaligned address|an uncorrectable ECC error",
               (const std::string& name)) {
  return {name};
}

PARAMETER_TYPE(Moment, "moment", "start|middle|end", (const std::string& name)) {
  return {name};
}

PARAMETER_TYPE(Flaw, "flaw", "missing|not executable|for another machine", (const std::string& name)) {
  return {name};
}

}  // namespace ordeal
