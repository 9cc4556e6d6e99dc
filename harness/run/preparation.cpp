#include "harness/run/preparation.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "harness/process/enclosure.hpp"
#include "harness/run/limit_tag.hpp"
#include "harness/run/repetition.hpp"
#include "harness/run/shard.hpp"

namespace ordeal::run {
namespace {

bool has_canaries(const Options& options) {
  return !options.canaries.left_out && !options.dry_run;
}

// `selected`: before the shard was taken out of it.
void note_nothing_to_run(const Options& options, std::size_t selected, Preparation& made) {
  const bool in_shard = selected > 0;
  const std::string what =
      in_shard
          ? "this shard has no scenario: " + std::to_string(selected) + " are selected, for " +
                std::to_string(options.shard->of) + " shards"
          : "no scenario is selected: " + std::to_string(made.features.read.size()) + " feature file(s) read";
  if (options.allow_empty) {
    made.nothing_to_run = what + " (allowed by --allow-empty)";
  } else {
    made.problems.push_back(what + (in_shard ? "; use fewer shards, or --allow-empty"
                                             : "; look at the paths, --tags, --name, --id and --on, or use "
                                               "--allow-empty"));
  }
}

void choose(const Options& options, const Registry& registry, Preparation& made) {
  for (const std::string& id : unknown_ids(made.features, options.selection.ids)) {
    made.problems.push_back("no scenario has the catalogue id " + id + ", a tag @" + id);
  }
  made.plan = make_plan(made.features, options.selection);
  for (std::string& mistake : keep_possible(made.plan, registry, options.step_arms, options.selection)) {
    made.problems.push_back(std::move(mistake));
  }
  std::ranges::move(wrong_limits(made.plan), std::back_inserter(made.problems));
  if (std::string mistake = repeat(made.plan, options.repetitions); !mistake.empty())
    made.problems.push_back(std::move(mistake));
  const std::size_t selected = made.plan.scenarios.size();
  if (options.shard) made.shared_id = id_of_run(made.plan, options.selection.arm, options.seed);
  if (selected > 0 && options.shard) keep_shard(made.plan, *options.shard, options.durations);
  const bool has_any = !made.plan.scenarios.empty();
  arrange(made.plan, options.order, options.seed);
  if (has_any && has_canaries(options))
    made.canaries_added = add_canaries(made.plan, options.canaries, made.features, made.canaries);
  if (!has_any) note_nothing_to_run(options, selected, made);
  std::error_code refused;
  std::filesystem::create_directories(options.evidence, refused);
  if (refused) {
    made.problems.push_back("cannot make the evidence folder " + options.evidence.string() + ": " +
                            refused.message() + "; name another one with --evidence");
  }
}

// Steps may read what lies beside their feature.
std::vector<std::filesystem::path> visible_places(const Options& options, const Features& features) {
  std::vector<std::filesystem::path> places = options.visible;
  for (const Feature& feature : features.read) {
    const auto file = std::filesystem::absolute(feature.uri);
    places.push_back(process::is_private_place(file.parent_path()) ? file : file.parent_path());
  }
  std::ranges::sort(places);
  const auto again = std::ranges::unique(places);
  places.erase(again.begin(), again.end());
  return places;
}

}  // namespace

Preparation prepare(const Options& options, const Registry& registry, Announcing announcing,
                    const Emit& emit) {
  Preparation made;
  const OnFeature on_feature = [&](const Feature& feature, const Parsed& parsed) {
    made.pickles += parsed.pickles.size();
    if (announcing.wants_plan) send_feature(feature.uri, parsed, emit);
  };
  made.features = read_features(options.paths, on_feature);
  if (has_canaries(options)) made.canaries = read_canaries(options.canaries, made.features, on_feature);
  std::ranges::move(made.canaries.unparsable, std::back_inserter(made.features.unparsable));
  made.problems = made.features.unreadable;
  for (const FeatureProblem& wrong : made.features.unparsable) send_problem(wrong, emit);
  for (const Problem& wrong : registry.problems()) {
    if (wrong.undefined_parameter_type.empty()) made.problems.push_back(wrong.text());
    made.definitions_wrong = true;
  }
  if (announcing.wants_plan) send_definitions(registry, announcing.judged, emit);
  if (made.features.unparsable.empty() && made.problems.empty()) choose(options, registry, made);
  made.visible = visible_places(options, made.features);
  return made;
}

}  // namespace ordeal::run
