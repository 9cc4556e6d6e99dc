#include "pipeline/director/config_file.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

namespace slots {
namespace {

constexpr double kLongestSeconds = 1e9;  // about 30 years; nanoseconds hold ten times as much

// "21 s" → nanoseconds; nullopt: no number, or no known unit.
std::optional<Duration> parse_duration(const std::string& text) {
  std::size_t used = 0;
  double number = 0;
  try {
    number = std::stod(text, &used);
  } catch (const std::exception&) {
    return std::nullopt;
  }
  const std::string unit = text.substr(std::min(text.find_first_not_of(' ', used), text.size()));
  const double seconds = unit == "ms" ? 1e-3 : unit == "s" ? 1 : unit == "min" ? 60 : 0;
  if (seconds == 0 || !(number >= 0 && number * seconds <= kLongestSeconds)) return std::nullopt;
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(number * seconds));
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

// One map of the file. Every key that may stand in it is asked for once; what is left over in the end is
// unknown.
class Keys {
 public:
  Keys(const YAML::Node& map, std::string file, std::string prefix, std::vector<std::string>& problems)
      : map_(map), file_(std::move(file)), prefix_(std::move(prefix)), problems_(problems) {}

  template <class T>
  void key(const std::string& name, T& into, const char* what) {
    const YAML::Node value = find(name);
    if (!value) return;
    try {
      into = value.as<T>();
    } catch (const YAML::Exception&) {
      problem(value, "\"" + prefix_ + name + "\" is not " + what);
    }
  }
  void duration(const std::string& name, Duration& into) {
    const YAML::Node value = find(name);
    if (!value) return;
    const auto parsed = value.IsScalar() ? parse_duration(value.Scalar()) : std::nullopt;
    if (parsed) {
      into = *parsed;
    } else {
      problem(value, "\"" + prefix_ + name + "\" is not a duration like \"21 s\", \"250 ms\" or \"1 min\"");
    }
  }
  template <class Read>
  void map(const std::string& name, Read read) {
    const YAML::Node value = find(name);
    if (!value) return;
    if (!value.IsMap()) return problem(value, "\"" + prefix_ + name + "\" is not a map of keys");
    Keys inner(value, file_, prefix_ + name + ".", problems_);
    read(inner);
    inner.finish();
  }
  void finish() {
    for (const auto& entry : map_) {
      const std::string name = entry.first.Scalar();
      if (known_.contains(name)) continue;
      std::string text = "unknown key \"" + prefix_ + name + "\"";
      if (const std::string near = nearest(name); !near.empty())
        text += "; did you mean \"" + prefix_ + near + "\"?";
      problem(entry.first, text);
    }
  }

 private:
  YAML::Node find(const std::string& name) {
    known_.insert(name);
    return map_[name];
  }
  void problem(const YAML::Node& where, const std::string& what) {
    problems_.push_back(file_ + ":" + std::to_string(where.Mark().line + 1) + ": " + what);
  }
  std::string nearest(const std::string& name) const {
    std::string best;
    std::size_t least = name.size() / 2 + 1;
    for (const std::string& candidate : known_) {
      const std::size_t distance = edit_distance(name, candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best;
  }

  const YAML::Node map_;
  std::string file_, prefix_;
  std::vector<std::string>& problems_;
  std::set<std::string> known_;
};

void read_stage(Keys& stages, const std::string& name, StagePolicy& policy) {
  stages.map(name, [&](Keys& stage) {
    stage.duration("limit", policy.limit);
    stage.key("retries", policy.retries, "a whole number");
    stage.duration("backoff", policy.backoff);
    stage.duration("median", policy.median);
  });
}

void read_config(Keys& keys, DirectorConfig& config) {
  keys.key("listen", config.listen, "an address");
  keys.key("data", config.data, "a folder");
  keys.key("logs", config.logs, "a folder");
  keys.key("profile", config.profile, "a profile's name");
  keys.key("device", config.device, "a device's name");
  keys.key("device_settings", config.device_settings, "a map of texts");
  keys.key("models_url", config.models_url, "a URL");
  keys.key("models_folder", config.models_folder, "a folder");
  keys.key("standbys", config.standbys, "a whole number");
  keys.key("zygote", config.zygote, "true or false");
  keys.key("time_scale", config.time_scale, "a number");
  keys.duration("shortest_window", config.shortest_window);
  keys.key("seed", config.seed, "a whole number");
  keys.duration("generation_deadline", config.generation_deadline);
  keys.key("queue_limit", config.queue_limit, "a whole number");
  keys.key("oom_retries", config.oom_retries, "a whole number");
  keys.key("dispatches", config.dispatches, "a whole number");
  keys.duration("beat", config.beat);
  keys.duration("unhealthy_after", config.unhealthy_after);
  keys.duration("start_limit", config.start_limit);
  keys.duration("cancel_grace", config.cancel_grace);
  keys.map("stages", [&](Keys& stages) {
    read_stage(stages, "audio", config.stages.audio);
    read_stage(stages, "image", config.stages.image);
    read_stage(stages, "video", config.stages.video);
    read_stage(stages, "clip", config.stages.clip);
  });
}

}  // namespace

ConfigFile read_config_file(const std::string& path) {
  ConfigFile file;
  const std::string name = path.substr(path.find_last_of('/') + 1);
  YAML::Node root;
  try {
    root = YAML::LoadFile(path);
  } catch (const YAML::BadFile&) {
    file.problems.push_back(path + ": cannot be read");
    return file;
  } catch (const YAML::Exception& wrong) {
    file.problems.push_back(name + ":" + std::to_string(wrong.mark.line + 1) + ": " + wrong.msg);
    return file;
  }
  if (!root.IsMap()) {
    file.problems.push_back(name + ":1: is not a map of keys");
    return file;
  }
  Keys keys(root, name, "", file.problems);
  read_config(keys, file.config);
  keys.finish();
  if (file.config.data.empty())
    file.problems.push_back(name + ": \"data\" is missing: the folder for the journal");
  if (file.config.time_scale <= 0) file.problems.push_back(name + ": \"time_scale\" must be more than 0");
  return file;
}

}  // namespace slots
