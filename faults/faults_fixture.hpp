// Faults on a rule block of their own, in a place that does as a test says.
#pragma once

#include <gtest/gtest.h>

#include <stdexcept>

#include "faults/all_faults.hpp"
#include "faults/rule/engine.hpp"

namespace ordeal {

class FaultsOnABlock : public testing::Test, public FaultPlace {
 protected:
  // The fault whose step has these words, with what stands for its parameters.
  std::unique_ptr<Fault> fault(std::string_view name, std::vector<std::string> texts) {
    for (const FaultDescriptor* each : kAllFaults) {
      if (each->name == name) return each->make(*this, FaultArguments(std::move(texts)));
    }
    throw std::invalid_argument("there is no fault " + std::string(name));
  }
  // The actions that strike when `role` reaches the site.
  std::vector<rule::Strike> reach(std::string_view role, std::uint32_t operation, std::string_view stage,
                                  std::string_view object = {}) {
    rule::Strikes strikes;
    rule::strike(rules_.block(),
                 {.role = role,
                  .operation = operation,
                  .stage = stage,
                  .object = object,
                  .call = operation == ORDEAL_CALL ? object : std::string_view()},
                 strikes);
    for (const rule::Strike& strike : strikes) {
      if (carries_out_) rule::done(rules_.block(), strike.rule, 7);
    }
    return {strikes.begin(), strikes.end()};
  }

  rule::RuleBlock& rules() override { return rules_; }
  Victim victim(const std::string& role) override { return role == "director" ? director_ : worker_; }
  Silenceable silenceable_director() override { return {}; }
  SpoilableProgram spoilable_program() override {
    return {.spoil =
                [this](ProgramFlaw) {
                  spoilt_ = true;
                  return "it is missing";
                },
            .mend = [this] { spoilt_ = false; },
            .now = [] { return std::chrono::nanoseconds(5); }};
  }
  // Does as it is told by `neighbour_holds_`.
  std::unique_ptr<Neighbour> neighbour(std::int64_t, std::uint64_t) override {
    class Told final : public Neighbour {
     public:
      explicit Told(std::uint64_t& bytes) : bytes_(bytes) {}
      std::uint64_t holds() const override { return bytes_; }
      std::chrono::nanoseconds now() const override { return std::chrono::nanoseconds(5); }
      void end() override { bytes_ = 0; }

     private:
      std::uint64_t& bytes_;
    };
    return std::make_unique<Told>(neighbour_holds_);
  }
  SimulatedCard& simulated_card(std::int64_t) override { return card_; }
  CardDriver driver_of(int card) override {
    return {.report_xid =
                [this, card](int xid) {
                  reported_ = "XID " + std::to_string(xid) + " of " + std::to_string(card);
                  return carries_out_;
                },
            .report_memory_errors =
                [this, card](std::int64_t number) {
                  reported_ = std::to_string(number) + " errors of " + std::to_string(card);
                  return carries_out_;
                },
            .now = [] { return std::chrono::nanoseconds(5); }};
  }
  // Is asked when `kernel_asked_` says so.
  std::unique_ptr<KernelSleep> kernel_sleep() override {
    class Told final : public KernelSleep {
     public:
      Told(const bool& asked, bool& there) : asked_(asked), there_(there) { there_ = true; }
      ~Told() override { there_ = false; }
      bool anybody_came() const override { return asked_; }

     private:
      const bool& asked_;
      bool& there_;
    };
    return std::make_unique<Told>(kernel_asked_, kernel_sleep_there_);
  }
  int director_port() override { return 0; }
  std::uint64_t middle_launch(slots::Stage) const override { return 3; }
  std::filesystem::path model_file(const std::string& model) const override { return model; }
  std::chrono::nanoseconds by_the_rules_clock(std::chrono::nanoseconds nominal) const override {
    return nominal / 20;
  }
  std::chrono::nanoseconds elapsed() const override { return elapsed_; }
  rule::RuleBlock rules_ = rule::RuleBlock::in_memory().value();
  bool carries_out_ = true;  // what a seam does
  std::string reported_;     // by the driver of a card
  std::chrono::nanoseconds elapsed_{0};
  Victim director_, worker_;
  bool spoilt_ = false, kernel_asked_ = false, kernel_sleep_there_ = false;
  std::uint64_t neighbour_holds_ = 0;
  struct ToldCard final : SimulatedCard {  // counts what a test says that it did
    void stop_answering(bool value) override { is_lost = value; }
    bool lost() const override { return is_lost; }
    void fragment(std::uint64_t largest, bool caches) override {
      largest_block = largest;
      by_caches = caches;
    }
    std::uint64_t blocks_refused() const override { return refused; }
    void leak(slots::Stage of, std::uint64_t bytes) override {
      stage = of;
      leak_bytes = bytes;
    }
    std::uint64_t leaks() const override { return leaked; }
    void slow_down(std::uint64_t by) override { factor = by; }
    std::uint64_t slowed() const override { return slow; }
    void limit_pinned(std::uint64_t bytes) override { pinned_limit = bytes; }
    std::uint64_t pins_refused() const override { return refused; }
    std::uint64_t largest_block = 0, refused = 0, leak_bytes = 0, leaked = 0, factor = 1, slow = 0,
                  pinned_limit = kNoLimit;
    bool by_caches = false, is_lost = false;
    slots::Stage stage{};
  } card_;
};

}  // namespace ordeal
