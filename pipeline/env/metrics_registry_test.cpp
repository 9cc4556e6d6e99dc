#include "pipeline/env/metrics_registry.hpp"

#include <gmock/gmock.h>

namespace slots {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Metric kDone{"things_done_total", "Things that were done."};
constexpr Metric kWaiting{"things_waiting", "Things that wait."};
constexpr Metric kSeconds{"thing_seconds", "How long a thing took."};

TEST(MetricsRegistry, CountsByLabels) {
  MetricsRegistry metrics;
  metrics.count(kDone, {{"how", "well"}});
  metrics.count(kDone, {{"how", "badly"}});
  metrics.count(kDone, {{"how", "well"}});
  EXPECT_THAT(
      metrics.text(),
      HasSubstr("# HELP things_done_total Things that were done.\n# TYPE things_done_total counter\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("things_done_total{how=\"well\"} 2\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("things_done_total{how=\"badly\"} 1\n"));
}

TEST(MetricsRegistry, KeepsTheLastValueOfAGauge) {
  MetricsRegistry metrics;
  metrics.set(kWaiting, 3);
  metrics.set(kWaiting, 2);
  EXPECT_THAT(metrics.text(), HasSubstr("\nthings_waiting 2\n"));
  EXPECT_THAT(metrics.text(), Not(HasSubstr("things_waiting 3")));
}

TEST(MetricsRegistry, SortsDurationsIntoBuckets) {
  MetricsRegistry metrics;
  metrics.observe(kSeconds, 1500ms, {{"stage", "audio"}});
  metrics.observe(kSeconds, 9s, {{"stage", "audio"}});
  EXPECT_THAT(metrics.text(), HasSubstr("thing_seconds_bucket{stage=\"audio\",le=\"2\"} 1\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("thing_seconds_bucket{stage=\"audio\",le=\"10\"} 2\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("thing_seconds_sum{stage=\"audio\"} 10.5\n"));
}

TEST(MetricsRegistry, WritesLabelsThatNeedQuotes) {
  MetricsRegistry metrics;
  metrics.count(kDone, {{"how", "a \"b\"\n"}});
  EXPECT_THAT(metrics.text(), HasSubstr("things_done_total{how=\"a \\\"b\\\"\\n\"} 1\n"));
}

}  // namespace
}  // namespace slots
