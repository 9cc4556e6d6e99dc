#include "pipeline/env/metrics_registry.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace slots {
namespace {

// Seconds: from a stage of the smallest profile to a slot's longest deadline.
const prometheus::Histogram::BucketBoundaries kBuckets = {0.1, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 21, 30, 45, 60};

}  // namespace

struct MetricsRegistry::Families {
  prometheus::Registry registry;
  std::map<std::string, prometheus::Family<prometheus::Counter>*> counters;
  std::map<std::string, prometheus::Family<prometheus::Gauge>*> gauges;
  std::map<std::string, prometheus::Family<prometheus::Histogram>*> histograms;

  template <class Kind>
  prometheus::Family<Kind>& of(std::map<std::string, prometheus::Family<Kind>*>& known, const Metric& metric,
                               prometheus::detail::Builder<Kind> build) {
    auto& family = known[metric.name];
    if (!family) family = &build.Name(metric.name).Help(metric.help).Register(registry);
    return *family;
  }
};

MetricsRegistry::MetricsRegistry() : families_(std::make_unique<Families>()) {}
MetricsRegistry::~MetricsRegistry() = default;

void MetricsRegistry::count(const Metric& counter, const MetricLabels& labels) {
  families_->of(families_->counters, counter, prometheus::BuildCounter()).Add(labels).Increment();
}

void MetricsRegistry::set(const Metric& gauge, double value, const MetricLabels& labels) {
  families_->of(families_->gauges, gauge, prometheus::BuildGauge()).Add(labels).Set(value);
}

void MetricsRegistry::observe(const Metric& histogram, Duration took, const MetricLabels& labels) {
  families_->of(families_->histograms, histogram, prometheus::BuildHistogram())
      .Add(labels, kBuckets)
      .Observe(std::chrono::duration<double>(took).count());
}

std::string MetricsRegistry::text() const {
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace slots
