// Metrics on prometheus-cpp: for both worlds, since counting needs nothing of a system.
#pragma once

#include "pipeline/env/env.hpp"

namespace slots {

class MetricsRegistry final : public Metrics {
 public:
  MetricsRegistry();
  ~MetricsRegistry() override;
  void count(const Metric& counter, const MetricLabels& labels = {}) override;
  void set(const Metric& gauge, double value, const MetricLabels& labels = {}) override;
  void observe(const Metric& histogram, Duration took, const MetricLabels& labels = {}) override;
  std::string text() const override;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace slots
