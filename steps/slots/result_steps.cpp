// The files that a slot leaves with its client.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "harness/definitions/define.hpp"
#include "harness/run/subject.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/results.hpp"
#include "steps/generic/tool.hpp"
#include "steps/slots/stage.hpp"
#include "steps/worlds/built_models.hpp"

namespace ordeal {
namespace {

constexpr const char* kKeyframes[] = {"keyframe-0000.png", "keyframe-0270.png", "keyframe-0540.png",
                                      "keyframe-0810.png", "keyframe-1079.png"};

std::string contents(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  if (text.str().empty()) throw std::runtime_error(file.filename().string() + " is missing or empty");
  return text.str();
}

// What ffprobe says of a file: its streams, one "type codec duration" a line.
std::string streams_of(const run::ScenarioFacts& facts, const std::filesystem::path& file) {
  const auto said = run_tool(
      {"ffprobe", "-v", "error", "-show_entries",
       "stream=codec_type,codec_name,width,height,nb_frames,sample_rate", "-of", "compact=p=0", file},
      facts.evidence);
  EXPECT_EQ(said.exit_code, 0) << file.filename() << ": " << said.output;
  return said.output;
}

struct Judgement {
  double b = 0, l = 0;
  bool passed = false;
};

Judgement judge(const run::ScenarioFacts& facts, const std::filesystem::path& made,
                const std::string& prompt) {
  const auto said = run_tool(
      {program_folder() / "slot-models", "judge", built_models(), made, "--prompt", prompt}, facts.evidence);
  const std::string line = said.output.substr(0, said.output.find('\n'));
  boost::system::error_code problem;
  const auto json = boost::json::parse(line, problem);
  if (problem || !json.is_object()) throw std::runtime_error("slot-models judge: " + said.output);
  return {.b = json.at("b").to_number<double>(),
          .l = json.at("l").to_number<double>(),
          .passed = json.at("passed").as_bool()};
}

}  // namespace

THEN("their files open as sound, pictures and video",
     (run::ScenarioFacts & facts, Clients& clients, Results& results),
     "By ffprobe, with the sizes that a slot has.") {
  for (const auto& slot : clients.slots()) {
    const std::string sound = streams_of(facts, results.folder_of(*slot) / "voice.wav");
    EXPECT_NE(sound.find("codec_type=audio"), std::string::npos) << sound;
    EXPECT_NE(sound.find("sample_rate=24000"), std::string::npos) << sound;
    const std::string video = streams_of(facts, results.folder_of(*slot) / "video.avi");
    EXPECT_NE(video.find("codec_type=video"), std::string::npos) << video;
    EXPECT_NE(video.find("nb_frames=1080"), std::string::npos) << video;
    EXPECT_NE(video.find("codec_type=audio"), std::string::npos) << video;
    for (const char* name : kKeyframes) {
      const std::string picture = streams_of(facts, results.folder_of(*slot) / name);
      EXPECT_NE(picture.find("codec_name=png"), std::string::npos) << picture;
      EXPECT_NE(picture.find("width=512|height=512"), std::string::npos) << picture;
    }
    EXPECT_NO_THROW(boost::json::parse(contents(results.folder_of(*slot) / "slot.json")).at("breakdown"));
  }
}

THEN("their pictures and their sounds differ", (Clients & clients, Results& results)) {
  const auto& slots = clients.slots();
  ASSERT_EQ(slots.size(), 2u);
  const auto differ = [&](const char* name) {
    return contents(results.folder_of(*slots[0]) / name) != contents(results.folder_of(*slots[1]) / name);
  };
  EXPECT_TRUE(differ("voice.wav")) << "voice.wav is the same for both scripts";
  for (const char* name : kKeyframes) EXPECT_TRUE(differ(name)) << name << " is the same for both prompts";
}

THEN("their pictures differ, and their sounds are the same", (Clients & clients, Results& results)) {
  const auto& slots = clients.slots();
  ASSERT_EQ(slots.size(), 2u);
  const auto same = [&](const char* name) {
    return contents(results.folder_of(*slots[0]) / name) == contents(results.folder_of(*slots[1]) / name);
  };
  EXPECT_TRUE(same("voice.wav")) << "voice.wav of the second slot is another, and its script is the same";
  for (const char* name : kKeyframes) EXPECT_FALSE(same(name)) << name << " is the same for both seeds";
}

THEN("their files are the same, byte by byte", (Clients & clients, Results& results),
     "Sound, pictures and video; slot.json has times.") {
  const auto& slots = clients.slots();
  ASSERT_EQ(slots.size(), 2u);
  std::vector<std::string> names = {"voice.wav", "video.avi"};
  names.insert(names.end(), std::begin(kKeyframes), std::end(kKeyframes));
  for (const std::string& name : names) {
    EXPECT_TRUE(contents(results.folder_of(*slots[0]) / name) ==
                contents(results.folder_of(*slots[1]) / name))
        << name << " of the second slot is another";
  }
}

THEN("each slot's keyframes pass the gate with its own prompt by at least {float}",
     (run::ScenarioFacts & facts, Clients& clients, Results& results, double margin),
     "Read back from the PNG files by slot-models judge; the gate is B ≥ 0.70 and L ≥ 0.72.") {
  for (const auto& slot : clients.slots()) {
    const Judgement judged = judge(facts, results.folder_of(*slot), slot->order.prompt);
    EXPECT_TRUE(judged.passed) << slot->order.prompt;
    EXPECT_GE(judged.b, 0.70 + margin) << slot->order.prompt;
    EXPECT_GE(judged.l, 0.72 + margin) << slot->order.prompt;
  }
}

THEN("each slot's keyframes fail the gate with the other's prompt",
     (run::ScenarioFacts & facts, Clients& clients, Results& results)) {
  const auto& slots = clients.slots();
  ASSERT_EQ(slots.size(), 2u);
  for (const std::size_t i : {0, 1}) {
    const Judgement judged = judge(facts, results.folder_of(*slots[i]), slots[1 - i]->order.prompt);
    EXPECT_FALSE(judged.passed) << "keyframes of \"" << slots[i]->order.prompt << "\" pass with \""
                                << slots[1 - i]->order.prompt << "\": B " << judged.b << ", L " << judged.l;
  }
}

THEN("each slot.json has the scores of its keyframes",
     (run::ScenarioFacts & facts, Clients& clients, Results& results),
     "As slot-models judge finds them in the PNG files, but for their rounding.") {
  constexpr double kRounding = 0.002;
  for (const auto& slot : clients.slots()) {
    const Judgement judged = judge(facts, results.folder_of(*slot), slot->order.prompt);
    const auto& scores = slot->result.at("scores").as_object();
    ASSERT_TRUE(scores.contains("b") && scores.contains("l")) << boost::json::serialize(scores);
    EXPECT_NEAR(scores.at("b").to_number<double>(), judged.b, kRounding) << slot->order.prompt;
    EXPECT_NEAR(scores.at("l").to_number<double>(), judged.l, kRounding) << slot->order.prompt;
  }
}

}  // namespace ordeal
