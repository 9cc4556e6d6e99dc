// The steps that make faults: one for each of kAllFaults, in its own words.
#include <gtest/gtest.h>

#include <utility>

#include "faults/all_faults.hpp"
#include "harness/definitions/declarations.hpp"
#include "harness/definitions/define.hpp"
#include "steps/capabilities/faults.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/subjects.hpp"

namespace ordeal {
namespace {

template <std::size_t Index>
void strike(Context& context, const std::vector<expressions::Argument>& arguments, const StepArgument&) {
  std::vector<std::string> texts;
  for (const auto& argument : arguments) texts.push_back(argument.group.text.value_or(""));
  auto& faults = context.get<Faults>();
  faults.arm(kAllFaults[Index]->make(faults.place(), FaultArguments(std::move(texts))));
}

template <std::size_t Index>
StepDeclaration step_of_fault() {
  const FaultDescriptor& fault = *kAllFaults[Index];
  StepDeclaration step{.keyword = "When",
                       .wording = std::string(fault.wording),
                       .description = std::string(fault.what),
                       .where = {"faults/all_faults.hpp", static_cast<int>(Index) + 1}};
  const auto any_type = [](std::type_index) { return true; };
  for (const char c : fault.wording) {
    if (c == '{') step.function.captures.push_back({.type = "text", .accepts = any_type});
  }
  step.function.invoke = strike<Index>;
  return step;
}

template <std::size_t... Index>
bool declare(std::index_sequence<Index...>) {
  (Declarations::of_program().steps.push_back(step_of_fault<Index>()), ...);
  return true;
}

}  // namespace

WHEN("the fault has struck", (Wait & wait, Faults& faults),
     "Each that was armed, a pause when it is over; within 300 s (nominal).") {
  ASSERT_TRUE(wait.await([&] { return faults.landed(); }, std::chrono::minutes(5)))
      << "what was armed has not happened";
}

// Not by a static initialiser: descriptors are such themselves, in files of their own.
void declare_fault_steps() {
  declare(std::make_index_sequence<kAllFaults.size()>());
}

}  // namespace ordeal
