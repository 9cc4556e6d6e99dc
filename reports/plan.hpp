// What is to be run: the names of a scenario and its steps, as a record that can be parked until it runs
// (parked.hpp). Of six steps it takes about 700 bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/messages/envelope.hpp"
#include "reports/packed_texts.hpp"
#include "reports/scenario.hpp"
#include "reports/syntax_index.hpp"

namespace ordeal::reports {

class Plan {
 public:
  // `syntax` may lack the pickle's nodes: then keywords and names around it are empty, and lines 0.
  Plan(const messages::Pickle&, const SyntaxIndex& syntax);

  std::string packed() const { return record_.packed(); }
  static std::optional<Plan> unpacked(std::string_view bytes);

  // The scenario with its names filled in and no steps yet.
  Scenario scenario() const;

  // The step with that id, without a result; false: this plan has none.
  bool find_step(std::string_view pickle_step_id, Step& into) const;

 private:
  using Span = PackedTexts::Span;
  struct Names {
    Span uri, name, feature, rule, outline, examples, example;
    std::int64_t line = 0;
    bool canary = false;
  };
  struct PlannedStep {
    Span id, keyword, text, argument;
    std::uint32_t line = 0;
  };

  Plan() = default;
  std::string text(Span span) const { return std::string(record_.texts.at(span)); }

  Record<Names, PlannedStep> record_;
};

}  // namespace ordeal::reports
