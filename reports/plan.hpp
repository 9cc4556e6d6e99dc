// What is to be run, kept small: a suite may have tens of thousands of scenarios waiting, and each report
// that needs their names holds one Plan of each. All texts of a plan share one allocation; a plan of six
// steps takes about 700 bytes, and is let go when its scenario has finished.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/messages/envelope.hpp"
#include "reports/packed_texts.hpp"
#include "reports/scenario.hpp"
#include "reports/syntax_index.hpp"

namespace ordeal::reports {

class Plan {
 public:
  // `syntax` may lack the pickle's nodes: then keywords and names around it are empty, and lines 0.
  Plan(const messages::Pickle&, const SyntaxIndex& syntax);

  // The scenario with its names filled in and no steps yet.
  Scenario scenario() const;

  // The step with that id, without a result; false: this plan has none.
  bool find_step(std::string_view pickle_step_id, Step& into) const;

 private:
  using Span = PackedTexts::Span;
  struct PlannedStep {
    Span id, keyword, text;
    std::uint32_t line = 0;
  };

  std::string text(Span span) const { return std::string(texts_.at(span)); }

  PackedTexts texts_;
  Span uri_, feature_, rule_, name_, outline_, examples_, example_;
  std::int64_t line_ = 0;
  std::vector<PlannedStep> steps_;
};

}  // namespace ordeal::reports
