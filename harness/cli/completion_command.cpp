#include "harness/cli/completion_command.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "harness/cli/completion.hpp"

namespace ordeal::cli {

void add_completion_command(CLI::App& app) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("completion", "Print a script by which a shell completes the commands");
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer(
      "Examples:\n"
      "  source <(ordeal completion bash)      in ~/.bashrc; for zsh likewise, behind compinit\n"
      "  ordeal completion fish > ~/.config/fish/completions/ordeal.fish\n"
      "Exit codes: 2 usage; 0 printed");
  command->callback([&app, shell] {
    const auto commands = command_tree(app);
    const auto script = *shell == "bash"  ? bash_completion
                        : *shell == "zsh" ? zsh_completion
                                          : fish_completion;
    std::cout << script(app.get_name(), commands);
  });
}

}  // namespace ordeal::cli
