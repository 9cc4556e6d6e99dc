#include "harness/cli/new_command.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <memory>

#include "harness/cli/skeleton.hpp"
#include "harness/text/shell_word.hpp"

namespace ordeal::cli {
namespace fs = std::filesystem;
namespace {

constexpr int kWritten = 0, kUsage = 2;

struct NewArguments {
  std::string name;
  std::string folder = "features";
  bool steps = false;
  std::string steps_folder = "steps";
};

int refuse(const std::string& what) {
  std::cerr << "ordeal new: " << what << "\n";
  return kUsage;
}

// Never over a file that is there, also if it comes at this moment. What went wrong, or nothing.
std::string write_new(const fs::path& file, const std::string& text) {
  std::error_code problem;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), problem);
  if (problem) return file.parent_path().string() + " cannot be made: " + problem.message();
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    if (errno == EEXIST) return file.string() + " is there already: choose another name";
    return file.string() + " cannot be written: " + std::strerror(errno);
  }
  const ssize_t written = write(descriptor, text.data(), text.size());
  const int error = errno;
  close(descriptor);
  if (written == static_cast<ssize_t>(text.size())) return {};
  fs::remove(file, problem);
  return file.string() + " cannot be written: " + (written < 0 ? std::strerror(error) : "the disk is full");
}

int write_skeletons(const NewArguments& arguments, const std::string& program) {
  const std::string base = file_name_of(arguments.name);
  if (base.empty()) return refuse("'" + arguments.name + "' has no letter or digit to name a file by");
  const fs::path feature = fs::path(arguments.folder) / (base + ".feature");
  const fs::path steps = fs::path(arguments.steps_folder) / (base + "_steps.cpp");
  for (const fs::path& file : {feature, steps}) {
    if ((file == feature || arguments.steps) && fs::exists(file))
      return refuse(file.string() + " is there already: choose another name");
  }
  if (const auto problem = write_new(feature, feature_skeleton(arguments.name)); !problem.empty())
    return refuse(problem);
  std::cout << "wrote " << feature.string() << "\n";
  if (arguments.steps) {
    const auto problem = write_new(steps, step_skeleton(arguments.name, feature.generic_string()));
    if (!problem.empty()) return refuse(problem);
    std::cout << "wrote " << steps.string() << "\n";
  }
  std::cout << (arguments.steps ? "next: build with the new steps, then\n"
                                : "next: say what must hold, then\n")
            << "  " << program << " run " << shell_word(feature.string()) << "\n";
  return kWritten;
}

}  // namespace

void add_new_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<NewArguments>();
  CLI::App* command = app.add_subcommand("new", "Write a feature to begin with");
  command->add_option("name", arguments->name, "What the feature is called: 'Full disk'")->required();
  command->add_option("--dir", arguments->folder, "Folder of the feature")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_flag("--steps", arguments->steps,
                    "Write a file of step definitions, too, that it can be run with");
  command->add_option("--steps-dir", arguments->steps_folder, "Folder of that file")
      ->type_name("DIR")
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  ordeal new 'Full disk'                             features/full_disk.feature\n"
      "  ordeal new 'Full disk' --dir features/storage --steps     and steps/full_disk_steps.cpp\n"
      "A file that is there is never written over.\n"
      "Exit codes: 2 usage, a file that is there or cannot be written; 0 written");
  command->callback(
      [&app, arguments, &exit_code] { exit_code = write_skeletons(*arguments, app.get_name()); });
}

}  // namespace ordeal::cli
