#include "pipeline/real/configuration.hpp"

#include <gmock/gmock.h>

#include "pipeline/protocol/duration_text.hpp"
#include "pipeline/real/test_world.hpp"

namespace slots {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

struct Limits {
  Duration image = 15s, video = 10s;
};
void keys(Keys& key, Limits& limits) {
  key("image", limits.image);
  key.optional("video", limits.video);
}

struct Config {
  std::string listen;
  std::uint64_t seed = 1;
  int workers = 1;
  double scale = 1;
  bool zygote = true;
  Limits limits;
  std::vector<std::string> models;
  std::map<std::string, std::string> device;
};
void keys(Keys& key, Config& config) {
  key("listen", config.listen);
  key.optional("seed", config.seed);
  key.optional("workers", config.workers);
  key.optional("scale", config.scale);
  key.optional("zygote", config.zygote);
  key.optional("limits", config.limits);
  key.optional("models", config.models);
  key.optional("device", config.device);
}

ConfigurationProblems problems_of(const std::string& text, const std::vector<std::string>& overrides = {}) {
  Config config;
  return parse_configuration(text, "d.yaml", overrides, config);
}

TEST(Configuration, ReadsEveryKindOfValue) {
  Config config;
  const auto problems = parse_configuration(
      "listen: http://127.0.0.1:8080   # a comment\n"
      "seed: 18446744073709551615\n"
      "workers: 2\n"
      "scale: 0.05\n"
      "zygote: off\n"
      "limits: {image: 1.5 min, video: 250ms}\n"
      "models: [tiny, small]\n"
      "device: {name: sim, capacity: 12000000}\n",
      "d.yaml", {}, config);
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(config.listen, "http://127.0.0.1:8080");
  EXPECT_EQ(config.seed, ~std::uint64_t{0});
  EXPECT_EQ(config.workers, 2);
  EXPECT_EQ(config.scale, 0.05);
  EXPECT_FALSE(config.zygote);
  EXPECT_EQ(config.limits.image, 90s);
  EXPECT_EQ(config.limits.video, 250ms);
  EXPECT_THAT(config.models, ElementsAre("tiny", "small"));
  EXPECT_EQ(config.device.at("capacity"), "12000000");
}

TEST(Configuration, KeepsTheDefaultsOfWhatIsNotThere) {
  Config config;
  EXPECT_THAT(parse_configuration("listen: x", "d.yaml", {}, config), IsEmpty());
  EXPECT_EQ(config.workers, 1);
  EXPECT_EQ(config.limits.image, 15s);
}

TEST(Configuration, ListsEveryProblemAtOnceWithItsLine) {
  EXPECT_THAT(
      problems_of("lisen: x\n"
                  "seed: -1\n"
                  "workers: two\n"
                  "zygote: maybe\n"
                  "limits:\n"
                  "  vidoe: 3 s\n"
                  "models: tiny\n"
                  "colour: red\n"),
      UnorderedElementsAre(
          "d.yaml: missing key 'listen'", "d.yaml:1: unknown key 'lisen'; did you mean 'listen'?",
          "d.yaml:2: 'seed' is '-1', must be a whole number, at least 0",
          "d.yaml:3: 'workers' is 'two', must be a whole number",
          "d.yaml:4: 'zygote' is 'maybe', must be true or false", "d.yaml:6: missing key 'limits.image'",
          "d.yaml:6: unknown key 'limits.vidoe'; did you mean 'limits.video'?",
          "d.yaml:7: 'models' is 'tiny', must be a list of texts", "d.yaml:8: unknown key 'colour'"));
}

TEST(Configuration, RefusesValuesOfAnotherShape) {
  EXPECT_THAT(problems_of("listen: [a]"), ElementsAre(HasSubstr("'listen' is a list, must be a text")));
  EXPECT_THAT(problems_of("listen:"), ElementsAre(HasSubstr("'listen' is empty, must be a text")));
  EXPECT_THAT(problems_of("listen: x\nlimits: 7"),
              ElementsAre("d.yaml:2: 'limits' is '7', must be a section"));
  EXPECT_THAT(problems_of("listen: x\nlimits: {image: 15}"),
              ElementsAre("d.yaml:2: 'limits.image' is '15', must be a duration like 21 s, 250 ms or 1 min"));
  EXPECT_THAT(problems_of("listen: x\nworkers: 3000000000"),
              ElementsAre(HasSubstr("must be a whole number")));
  EXPECT_THAT(problems_of("listen: x\nlisten: y"), ElementsAre("d.yaml:2: key 'listen' is there twice"));
}

struct Ranges {
  std::string data = "here";
  std::int64_t limit = 3;
  double scale = 1;
  Duration beat = 1s;
};
void keys(Keys& key, Ranges& ranges) {
  key("data", ranges.data, not_empty());
  key.optional("limit", ranges.limit, within(1, 64));
  key.optional("scale", ranges.scale, within(0.001, 10.0));
  key.optional("beat", ranges.beat, within(10ms, 1min));
}

TEST(Configuration, NamesTheAllowedRangeOfEveryValueThatIsOutsideItsOwn) {
  Ranges ranges;
  EXPECT_THAT(parse_configuration("data: ''\nlimit: -1\nscale: nan\n", "d.yaml", {"beat=0 s"}, ranges),
              UnorderedElementsAre("d.yaml:1: 'data' is '', must be a text that is not empty",
                                   "d.yaml:2: 'limit' is '-1', must be from 1 to 64",
                                   "d.yaml:3: 'scale' is 'nan', must be from 0.001 to 10",
                                   "--set beat: 'beat' is '0 s', must be from 10 ms to 1 min"));
}

TEST(Configuration, TakesTheEndsOfARangeAndDefaults) {
  Ranges ranges;
  EXPECT_THAT(parse_configuration("data: x\nlimit: 64\nbeat: 10 ms", "d.yaml", {}, ranges), IsEmpty());
  EXPECT_THAT(parse_configuration("data: x\nlimit: 1\nbeat: 1 min", "d.yaml", {}, ranges), IsEmpty());
}

TEST(Configuration, ComplainsOnceAboutAValueThatIsNoValue) {
  Ranges ranges{.limit = 99};
  EXPECT_THAT(parse_configuration("data: x\nlimit: many", "d.yaml", {}, ranges),
              ElementsAre("d.yaml:2: 'limit' is 'many', must be a whole number"));
}

TEST(Configuration, RefusesWhatIsNoYamlMap) {
  EXPECT_THAT(problems_of("listen: x\n  y: [\n"), ElementsAre(HasSubstr("d.yaml:2: this is no YAML")));
  EXPECT_THAT(problems_of("[a, b]"), ElementsAre("d.yaml: must be a map of keys and values, is a list"));
  EXPECT_THAT(problems_of(""), ElementsAre("d.yaml: missing key 'listen'"));
}

TEST(Configuration, LetsOverridesWin) {
  Config config;
  EXPECT_THAT(
      parse_configuration("listen: x\n", "d.yaml",
                          {"listen=http://127.0.0.1:1", "limits.image=20 s", "models=[a, b]"}, config),
      IsEmpty());
  EXPECT_EQ(config.listen, "http://127.0.0.1:1");
  EXPECT_EQ(config.limits.image, 20s);
  EXPECT_THAT(config.models, ElementsAre("a", "b"));
}

TEST(Configuration, NamesTheOverrideThatIsWrong) {
  EXPECT_THAT(problems_of("listen: x", {"workers=many"}),
              ElementsAre("--set workers: 'workers' is 'many', must be a whole number"));
  EXPECT_THAT(problems_of("listen: x", {"wrkers=2"}),
              ElementsAre("--set wrkers: unknown key 'wrkers'; did you mean 'workers'?"));
  EXPECT_THAT(problems_of("listen: x", {"workers"}), ElementsAre("--set workers: must look like key=value"));
  EXPECT_THAT(problems_of("listen: x", {"models=[a"}), ElementsAre(HasSubstr("--set models=[a: ")));
}

TEST(Configuration, SaysThatItsFileIsMissing) {
  const testing::Folder folder;
  Config config;
  EXPECT_THAT(
      load_configuration(folder / "d.yaml", {}, config),
      ElementsAre("cannot read the configuration " + (folder / "d.yaml") + ": No such file or directory"));
  EXPECT_THAT(load_configuration(folder.path(), {}, config), ElementsAre(HasSubstr("cannot read")));
  std::ofstream(folder / "d.yaml") << "listen: x\n";
  EXPECT_THAT(load_configuration(folder / "d.yaml", {}, config), IsEmpty());
}

TEST(Configuration, WritesWhatItReadsBack) {
  Config config{.listen = "a \"b\" \\ ü\n: #",
                .seed = ~std::uint64_t{0},
                .scale = 0.05,
                .zygote = false,
                .limits = {.image = 1500ms, .video = 1ns},
                .models = {"x: y", ""},
                .device = {{"k", "true"}}};
  Config back;
  EXPECT_THAT(parse_configuration(configuration_text(config), "settings", {}, back), IsEmpty());
  EXPECT_EQ(configuration_text(back), configuration_text(config));
  EXPECT_EQ(back.listen, config.listen);
  EXPECT_EQ(back.scale, config.scale);
  EXPECT_EQ(back.limits.video, 1ns);
}

TEST(DurationText, ReadsNumbersWithUnits) {
  EXPECT_EQ(parse_duration("21 s"), 21s);
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("1 min"), 60s);
  EXPECT_EQ(parse_duration("0.5 h"), 30min);
  EXPECT_EQ(parse_duration("0 s"), 0s);
  for (const char* text :
       {"", "21", "s", "-1 s", "1 day", "1 s s", "inf s", "nan s", "1e3 s", "9999999999 h", " 1 s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(DurationText, WritesTheLargestUnitWithoutAFraction) {
  EXPECT_EQ(duration_text(90s), "90 s");
  EXPECT_EQ(duration_text(120s), "2 min");
  EXPECT_EQ(duration_text(1500ms), "1500 ms");
  EXPECT_EQ(duration_text(0s), "0 s");
  EXPECT_EQ(duration_text(1ns), "1 ns");
}

}  // namespace
}  // namespace slots
