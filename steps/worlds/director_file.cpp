#include "steps/worlds/director_file.hpp"

#include <yaml-cpp/yaml.h>

#include <fstream>

namespace ordeal {
namespace {

std::string text(slots::Duration duration) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()) + " ms";
}

void write_stage(YAML::Emitter& yaml, const char* name, const slots::StagePolicy& policy) {
  yaml << YAML::Key << name << YAML::Value << YAML::BeginMap;
  yaml << YAML::Key << "limit" << YAML::Value << text(policy.limit);
  yaml << YAML::Key << "retries" << YAML::Value << policy.retries;
  yaml << YAML::Key << "backoff" << YAML::Value << text(policy.backoff);
  yaml << YAML::Key << "median" << YAML::Value << text(policy.median) << YAML::EndMap;
}

}  // namespace

void write_director_file(const slots::DirectorConfig& config, const std::filesystem::path& file) {
  YAML::Emitter yaml;
  yaml << YAML::BeginMap;
  const auto put = [&](const char* key, const auto& value) {
    yaml << YAML::Key << key << YAML::Value << value;
  };
  put("listen", config.listen);
  put("data", config.data);
  put("logs", config.logs);
  put("profile", config.profile);
  put("device", config.device);
  put("device_settings", config.device_settings);
  put("models_url", config.models_url);
  put("models_folder", config.models_folder);
  put("standbys", config.standbys);
  put("time_scale", config.time_scale);
  put("shortest_window", text(config.shortest_window));
  put("seed", config.seed);
  put("generation_deadline", text(config.generation_deadline));
  put("queue_limit", config.queue_limit);
  put("oom_retries", config.oom_retries);
  put("dispatches", config.dispatches);
  put("zygote", config.zygote);
  put("beat", text(config.beat));
  put("unhealthy_after", text(config.unhealthy_after));
  put("start_limit", text(config.start_limit));
  put("cancel_grace", text(config.cancel_grace));
  yaml << YAML::Key << "stages" << YAML::Value << YAML::BeginMap;
  write_stage(yaml, "audio", config.stages.audio);
  write_stage(yaml, "image", config.stages.image);
  write_stage(yaml, "video", config.stages.video);
  write_stage(yaml, "clip", config.stages.clip);
  yaml << YAML::EndMap << YAML::EndMap;
  std::ofstream(file) << yaml.c_str() << "\n";
}

}  // namespace ordeal
