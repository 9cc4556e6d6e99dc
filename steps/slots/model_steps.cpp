// Model files on the worker's disk.
#include <gtest/gtest.h>

#include "harness/definitions/define.hpp"
#include "harness/run/subject.hpp"
#include "pipeline/protocol/error.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/models.hpp"
#include "steps/generic/tool.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {

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

THEN("the worker reports MODEL_CORRUPTED of the {stage} model with both sums",
     (Events & events, Stage model)) {
  const slots::Error* found = nullptr;
  slots::Error error;
  for (const auto& event : events.log("worker 1")) {
    if (event.name != "model_corrupted") continue;
    error = slots::Error::from_json(event.fields);
    found = &error;
  }
  ASSERT_TRUE(found) << "the worker's log has no model_corrupted";
  EXPECT_EQ(found->code.text, "MODEL_CORRUPTED");
  EXPECT_EQ(found->details.at("model").as_string(), name(model));
  const std::string expected(found->details.at("expected_sha256").as_string()),
      actual(found->details.at("actual_sha256").as_string());
  EXPECT_EQ(expected.size(), 64u);
  EXPECT_EQ(actual.size(), 64u);
  EXPECT_NE(expected, actual);
}

THEN("the {stage} model was fetched again", (Models & models, Stage model),
     "Once, by the model server's own log.") {
  const auto& served = models.served_files();
  EXPECT_EQ(std::count(served.begin(), served.end(), std::string(name(model)) + ".pt"), 1)
      << "the model server's own log has " << served.size() << " files that it gave in full";
}

}  // namespace ordeal
