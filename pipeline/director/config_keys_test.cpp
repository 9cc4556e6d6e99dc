#include "pipeline/director/config_keys.hpp"

#include <gmock/gmock.h>

#include "pipeline/real/configuration.hpp"

namespace slots {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ConfigurationProblems problems_of(const std::string& text) {
  DirectorConfig config;
  return parse_configuration(text, "d.yaml", {}, config);
}

TEST(DirectorConfiguration, NeedsOnlyItsFolder) {
  EXPECT_THAT(problems_of("data: director"), IsEmpty());
  EXPECT_THAT(problems_of(""), ElementsAre("d.yaml: missing key 'data'"));
}

TEST(DirectorConfiguration, RefusesEveryValueThatCannotWorkAtOnce) {
  EXPECT_THAT(problems_of("data: ''\n"
                          "queue_limit: -1\n"
                          "beat: 0 s\n"
                          "time_scale: 0\n"
                          "dispatches: 0\n"
                          "standbys: -2\n"
                          "unhealthy_after: 0 ms\n"
                          "generation_deadline: 0 s\n"
                          "finished_slots: 0\n"
                          "retries: {at_least_a_minute: -1, share: 2}\n"
                          "stages: {image: {limit: 0 s, retries: -1}}\n"),
              ElementsAre("d.yaml:1: 'data' is '', must be a text that is not empty",
                          "d.yaml:6: 'standbys' is '-2', must be from 0 to 64",
                          "d.yaml:4: 'time_scale' is '0', must be from 0.0001 to 1000",
                          "d.yaml:8: 'generation_deadline' is '0 s', must be from 1 ms to 24 h",
                          "d.yaml:2: 'queue_limit' is '-1', must be from 1 to 1000000",
                          "d.yaml:9: 'finished_slots' is '0', must be from 1 to 1000000",
                          "d.yaml:5: 'dispatches' is '0', must be from 1 to 100",
                          "d.yaml:3: 'beat' is '0 s', must be from 1 ms to 24 h",
                          "d.yaml:7: 'unhealthy_after' is '0 ms', must be from 1 ms to 24 h",
                          "d.yaml:10: 'retries.at_least_a_minute' is '-1', must be from 0 to 1000000",
                          "d.yaml:10: 'retries.share' is '2', must be from 0 to 1",
                          "d.yaml:11: 'stages.image.limit' is '0 s', must be from 1 ms to 24 h",
                          "d.yaml:11: 'stages.image.retries' is '-1', must be from 0 to 100"));
}

TEST(DirectorConfiguration, AllowsItsOwnDefaults) {
  EXPECT_THAT(problems_of(configuration_text(DirectorConfig{.data = "director"})), IsEmpty());
}

}  // namespace
}  // namespace slots
