#include "harness/cli/options_file.hpp"

#include <CLI/CLI.hpp>
#include <set>

#include "harness/cli/settings.hpp"
#include "harness/definitions/edit_distance.hpp"
#include "harness/text/file.hpp"
#include "harness/text/shell_word.hpp"

namespace ordeal::cli {
namespace fs = std::filesystem;
namespace {

constexpr const char* kName = "ordeal.toml";
constexpr const char* kConfig = "--config";
constexpr const char* kNoConfig = "--no-config";
constexpr const char* kProfile = "--profile";

// What a section means: a command, in each profile or in one.
struct Section {
  std::string profile;  // empty: in each
  std::string command;
};

// Of several names the one that a wrong one may have been meant for.
class Nearest {
 public:
  explicit Nearest(const std::string& wrong) : wrong_(wrong) {}

  void look_at(const std::string& name) {
    const std::size_t distance = edit_distance(name, wrong_);
    if (distance >= best_) return;
    best_ = distance;
    name_ = name;
  }
  std::string question() const { return name_.empty() ? "" : "; did you mean \"" + name_ + "\"?"; }

 private:
  const std::string& wrong_;
  std::size_t best_ = wrong_.size() / 3 + 1;  // as much is another word
  std::string name_;
};

class OptionsFile {
 public:
  // Throws CLI::ConfigError as all of it does.
  OptionsFile(const CLI::App& program, const fs::path& file) : program_(program), file_(file) {
    const auto text = content_of(file);
    if (!text) throw CLI::ConfigError(file.string() + ": cannot be read: " + text.error().message());
    auto read = read_settings(*text);
    if (!read) refuse(read.error().line, read.error().message);
    settings_ = *std::move(read);
    check();
  }

  // Gives the command what it does not have yet.
  void apply(CLI::App& command, const std::string& profile) const {
    if (!profile.empty()) {
      require(profile);
      apply(command, Section{profile, command.get_name()});
    }
    apply(command, Section{"", command.get_name()});
  }

 private:
  [[noreturn]] void refuse(int line, const std::string& why) const {
    throw CLI::ConfigError(file_.string() + ":" + std::to_string(line) + ": " + why);
  }

  // Every key of every section, so that a mistake is told by whatever command comes first.
  void check() {
    for (const Setting& setting : settings_) {
      const Section section = section_of(setting);
      if (!section.profile.empty()) profiles_.insert(section.profile);
      option_of(setting, command_of(setting, section));
    }
  }

  Section section_of(const Setting& setting) const {
    const auto& names = setting.section;
    if (names.size() == 1) return {"", names[0]};
    if (names.size() == 3 && names[0] == "profile") return {names[1], names[2]};
    refuse(setting.line, "\"" + setting.key +
                             "\" must stand below a command, [run], or a profile's command, " +
                             "[profile.ci.run]");
  }

  const CLI::App& command_of(const Setting& setting, const Section& section) const {
    Nearest nearest(section.command);
    for (const CLI::App* command : program_.get_subcommands([](const CLI::App*) { return true; })) {
      if (command->get_name() == section.command) return *command;
      nearest.look_at(command->get_name());
    }
    refuse(setting.line, "there is no command \"" + section.command + "\"" + nearest.question());
  }

  const CLI::Option& option_of(const Setting& setting, const CLI::App& command) const {
    Nearest nearest(setting.key);
    for (const CLI::Option* option : command.get_options()) {
      if (!option->get_configurable()) continue;
      if (option->check_lname(setting.key) || option->check_name(setting.key)) return *option;
      for (const std::string& name : option->get_lnames()) nearest.look_at(name);
    }
    refuse(setting.line,
           "`" + command.get_name() + "` has no option \"" + setting.key + "\"" + nearest.question());
  }

  void require(const std::string& profile) const {
    if (profiles_.contains(profile)) return;
    std::string known;
    for (const std::string& name : profiles_) known += (known.empty() ? "" : ", ") + name;
    throw CLI::ConfigError(file_.string() + " has no profile \"" + profile + "\", a section [profile." +
                           profile + ".run]; it has: " + (known.empty() ? "none" : known));
  }

  void apply(CLI::App& command, const Section& wanted) const {
    for (const Setting& setting : settings_) {
      const Section section = section_of(setting);
      if (section.profile != wanted.profile || section.command != wanted.command) continue;
      CLI::Option& option = *command.get_option(option_of(setting, command).get_name());
      if (!option.empty()) continue;
      try {
        set(option, setting);
      } catch (const CLI::ParseError& wrong) {
        refuse(setting.line, wrong.what());
      }
    }
  }

  static void set(CLI::Option& option, const Setting& setting) {
    if (option.get_items_expected_max() == 0) {
      const std::string value = setting.values.size() == 1 ? setting.values.front() : "a list";
      option.add_result(option.get_flag_value(setting.key, value));
    } else {
      option.add_result(setting.values);
    }
    option.run_callback();
  }

  const CLI::App& program_;
  fs::path file_;
  std::vector<Setting> settings_;
  std::set<std::string> profiles_;
};

void read_options(const CLI::App& program, CLI::App& command) {
  const CLI::Option* config = command.get_option(kConfig);
  const CLI::Option* named_profile = command.get_option(kProfile);
  const std::string profile = named_profile->empty() ? "" : named_profile->as<std::string>();
  std::optional<fs::path> file;
  if (!config->empty()) {
    file = config->as<std::string>();
  } else if (command.get_option(kNoConfig)->empty()) {
    file = find_options_file(fs::current_path());
  }
  if (file) {
    OptionsFile(program, *file).apply(command, profile);
  } else if (!profile.empty()) {
    throw CLI::ConfigError(std::string(kProfile) + " " + profile + ": there is no " + kName + " here" +
                           (command.get_option(kNoConfig)->empty() ? "" : " that may be read"));
  }
}

}  // namespace

std::optional<fs::path> find_options_file(const fs::path& folder) {
  std::error_code unknown;
  std::optional<fs::path> nearest;
  for (fs::path above = folder;; above = above.parent_path()) {
    if (!nearest && fs::is_regular_file(above / kName, unknown)) nearest = above / kName;
    if (nearest && above == folder) return nearest;
    if (fs::exists(above / ".git", unknown)) return nearest;
    if (above == above.root_path()) return std::nullopt;  // no repository
  }
}

void add_options_file(CLI::App& program) {
  for (CLI::App* command : program.get_subcommands([](CLI::App*) { return true; })) {
    CLI::Option* file =
        command->add_option(kConfig, "Options of this file instead of the nearest ordeal.toml")
            ->check(CLI::ExistingFile)
            ->configurable(false);
    command->add_flag(kNoConfig)
        ->description("Only the options that stand here")
        ->configurable(false)
        ->excludes(file);
    command->add_option(kProfile, "Options of this profile of the file, too")->configurable(false);
    command->parse_complete_callback([&program, command] { read_options(program, *command); });
  }
}

std::string options_file_arguments(const CLI::App& command) {
  std::string text;
  for (const char* name : {kConfig, kProfile}) {
    const CLI::Option* option = command.get_option(name);
    if (!option->empty()) text += std::string(" ") + name + " " + shell_word(option->as<std::string>());
  }
  return command.get_option(kNoConfig)->empty() ? text : text + " " + kNoConfig;
}

}  // namespace ordeal::cli
