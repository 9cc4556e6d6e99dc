#include "pipeline/stages/measure_costs.hpp"

#include "pipeline/stages/slot_engine.hpp"

namespace slots {

namespace fs = std::filesystem;

StageResult<Costs> measure_costs(DevicePlugin& device, const Profile& profile, const fs::path& models,
                                 const fs::path& scratch) {
  Costs costs;
  std::uint64_t models_bytes = 0;  // of those that are loaded so far
  const auto count_model = [&](const Notice& notice) {
    if (notice.type != "model_loaded") return;
    const auto stage = *stage_named(std::string_view(notice.fields.at("model").as_string()));
    costs.stages[stage].model_bytes = device.memory().used_here - models_bytes;
    models_bytes += costs.stages[stage].model_bytes;
  };
  auto engine = SlotEngine::open(device, profile, models, {}, count_model);
  if (!engine) return engine.error();
  SlotWork work({.id = "costs",
                 .prompt = "a lighthouse in the morning",
                 .script = "one two three four five",
                 .output = scratch});
  for (const Stage stage : kStages) {
    device.reset_peak();
    const auto report = (*engine)->run(stage, work);
    if (!report) return report.error();
    costs.stages[stage] = {.launches = report->counts.launches,
                           .allocations = report->counts.allocations,
                           .allocated_bytes = report->counts.allocated_bytes,
                           .peak_bytes = device.memory().peak_here - models_bytes,
                           .model_bytes = costs.stages[stage].model_bytes};
  }
  std::error_code stays;  // a folder that cannot be removed spoils no number
  fs::remove_all(scratch, stays);
  return costs;
}

}  // namespace slots
