// Model files on the worker's disk.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <optional>

#include "harness/definitions/define.hpp"
#include "harness/run/subject.hpp"
#include "pipeline/protocol/error.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/models.hpp"
#include "steps/generic/tool.hpp"
#include "steps/slots/log_events.hpp"
#include "steps/slots/stage.hpp"
#include "steps/worlds/built_models.hpp"

namespace ordeal {
namespace {

// Of a file, as it was when a step looked.
struct NotedSum {
  std::string sha256;
};

std::string file_of(Stage model) {
  return std::string(name(model)) + ".pt";
}

std::string sha256sum(const run::ScenarioFacts& facts, const std::filesystem::path& file) {
  const auto said = run_tool({"sha256sum", file}, facts.evidence);
  if (said.exit_code != 0) throw std::runtime_error("sha256sum: " + said.output);
  return said.output.substr(0, said.output.find(' '));
}

}  // namespace

GIVEN("the models are on the worker's disk", (Models & models),
      "Otherwise the worker fetches them from the model server.") {
  models.place_models();
}

THEN("the model files on the worker's disk are those of the manifest",
     (Models & models, run::ScenarioFacts& facts), "By slot-models check.") {
  const auto checked =
      run_tool({program_folder() / "slot-models", "check", models.models_folder()}, facts.evidence);
  EXPECT_EQ(checked.exit_code, 0) << checked.output;
}

GIVEN("the sum of the {stage} model on the worker's disk is noted",
      (Models & models, run::ScenarioFacts& facts, NotedSum& noted, Stage model), "By sha256sum.") {
  noted.sha256 = sha256sum(facts, models.models_folder() / file_of(model));
}

THEN("the worker reports MODEL_CORRUPTED of the {stage} model with that sum and the right one",
     (Events & events, run::ScenarioFacts& facts, NotedSum& noted, Stage model),
     "The right one is that of the built model, by sha256sum.") {
  std::optional<slots::Error> error;
  for (const auto& event : events.log("worker 1")) {
    if (event.name == "model_corrupted") error = slots::Error::from_json(event.fields);
  }
  ASSERT_TRUE(error) << "the worker's log has no model_corrupted";
  EXPECT_EQ(error->code.text, "MODEL_CORRUPTED");
  const auto said = [&](const char* key) { return std::string(error->details.at(key).as_string()); };
  EXPECT_EQ(said("model"), name(model));
  EXPECT_EQ(said("expected_sha256"), sha256sum(facts, built_models() / file_of(model)));
  EXPECT_EQ(said("actual_sha256"), noted.sha256);
}

THEN("the {stage} model was fetched again", (Models & models, Stage model),
     "Once, by the model server's own log.") {
  const auto& served = models.served_files();
  EXPECT_EQ(std::count(served.begin(), served.end(), file_of(model)), 1)
      << "the model server's own log has " << served.size() << " files that it gave in full";
}

GIVEN("the model files on the worker's disk are gone", (Models & models), "All of them, not the manifest.") {
  for (const Stage model : slots::kStages) {
    const auto file = models.models_folder() / file_of(model);
    if (!std::filesystem::remove(file)) throw std::runtime_error(file.string() + " was not there");
  }
}

THEN("worker {int} has fetched no model", (Events & events, int number), "By its log.") {
  const std::string worker = worker_named(number);
  for (const auto& event : events.log(worker)) {
    EXPECT_NE(event.name, "model_fetched")
        << worker << " fetched a model: " << boost::json::serialize(event.fields);
  }
}

}  // namespace ordeal
