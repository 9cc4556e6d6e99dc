// slotctl: the client. Its exit code is the outcome; see the table of error codes (`slotctl errors`).
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>

#include "pipeline/client/display.hpp"
#include "pipeline/client/generate.hpp"
#include "pipeline/client/inquire.hpp"
#include "pipeline/real/world.hpp"

namespace {

using namespace slots;

constexpr int kUsage = 2;
constexpr double kMostMs = 1e15;  // of a deadline: what a director can be asked at all

struct Arguments {
  std::string director = "http://127.0.0.1:8460";
  std::string prompt, script, out = "slot", key, client, log = "/dev/null", slot;
  std::optional<double> deadline_ms;
  std::uint64_t seed = 1;
  double time_scale = 1;
  std::int64_t shortest_window_ms = 200;  // wall
  bool json = false;
  bool markdown = false;  // errors: the page docs/errors.md
};

std::string random_key() {
  std::random_device device;
  std::ostringstream text;
  text << std::hex << device() << device() << device() << device();
  return text.str();
}

RealOptions world_options(const Arguments& arguments) {
  return {.role = "client",
          .seed = std::random_device{}(),
          .time_scale = arguments.time_scale,
          .shortest_window = std::chrono::milliseconds(arguments.shortest_window_ms),
          .log_file = arguments.log};
}

// Without destructors: they would wait for the threads of a name that is being looked up, or of a disk that
// hangs.
[[noreturn]] void leave(int code) {
  std::cout.flush();
  std::cerr.flush();
  ::_exit(code);
}

int generate(const Arguments& arguments) {
  std::ifstream file(arguments.script, std::ios::binary);
  std::ostringstream script;
  if (!file || !(script << file.rdbuf())) {
    std::cerr << "slotctl: the script " << arguments.script << " is empty or cannot be read\n";
    return kUsage;
  }
  GenerateRequest request{.director = arguments.director,
                          .slot = {.idempotency_key = arguments.key.empty() ? random_key() : arguments.key,
                                   .prompt = arguments.prompt,
                                   .script = script.str(),
                                   .seed = arguments.seed,
                                   .client = arguments.client},
                          .out = arguments.out};
  if (arguments.deadline_ms) {
    if (!(std::abs(*arguments.deadline_ms) <= kMostMs)) {
      std::cerr << "slotctl: a deadline of " << *arguments.deadline_ms
                << " ms is none; give at most an hour\n";
      return kUsage;
    }
    request.slot.deadline_ms = static_cast<std::int64_t>(*arguments.deadline_ms);
  }
  std::unique_ptr<GenerateDisplay> display;
  if (arguments.json) {
    display = std::make_unique<JsonDisplay>(std::cout);
  } else {
    display = std::make_unique<TextDisplay>(std::cerr, ::isatty(STDERR_FILENO) == 1, arguments.out);
  }
  RealWorld world(world_options(arguments));
  leave(world.run([&](Env& env) { return generate_main(env, request, *display); }));
}

[[noreturn]] void inquire(const Arguments& arguments, const Message& question) {
  RealWorld world(world_options(arguments));
  leave(world.run(
      [&](Env& env) { return inquire_main(env, arguments.director, question, std::cout, std::cerr); }));
}

// A status or "–" for a code that is recorded and never sent.
std::string http_text(const ErrorKind& kind) {
  return kind.http == 0 ? "–" : std::to_string(kind.http);
}

int list_errors() {
  std::printf("%-24s %-5s %-11s %-9s %-5s %s\n", "code", "HTTP", "category", "retryable", "exit",
              "what to do");
  for (const ErrorKind& kind : error_kinds()) {
    std::printf("%-24s %-5s %-11s %-9s %-5d %s\n", std::string(kind.code).c_str(),
                kind.http == 0 ? "-" : http_text(kind).c_str(), std::string(to_string(kind.category)).c_str(),
                kind.retryable ? "yes" : "no", kind.exit_code, std::string(kind.suggested_action).c_str());
  }
  return 0;
}

// The whole of docs/errors.md; a test compares the two.
int write_errors_page() {
  std::cout
      << "# Error codes\n"
         "Made by `slotctl errors --markdown > docs/errors.md` from the table in "
         "`pipeline/protocol/error.cpp`;\n"
         "a test compares the two. `exit` is the exit code of slotctl. `retryable` says whether the same\n"
         "request may succeed later. Codes without an HTTP status are recorded and never sent.\n\n"
         "| code | HTTP | category | retryable | exit | what to do |\n|---|---|---|---|---|---|\n";
  for (const ErrorKind& kind : error_kinds()) {
    std::cout << "| `" << kind.code << "` | " << http_text(kind) << " | " << to_string(kind.category) << " | "
              << (kind.retryable ? "yes" : "no") << " | " << kind.exit_code << " | " << kind.suggested_action
              << " |\n";
  }
  return std::cout.flush() ? 0 : 1;
}

void add_common(CLI::App& command, Arguments& arguments) {
  command.add_option("--director", arguments.director, "Address of the director")->capture_default_str();
  command
      .add_option("--time-scale", arguments.time_scale, "Wall seconds per nominal second, as the director's")
      ->check(CLI::Range(0.001, 1000.0))
      ->capture_default_str();
  command
      .add_option("--shortest-window", arguments.shortest_window_ms,
                  "No limit is shorter on the wall while nominal seconds are, as the director's; in ms")
      ->check(CLI::Range(0, 60'000))
      ->capture_default_str();
  command.add_option("--log", arguments.log, "File for this client's own log, as JSON lines [none]");
}

void add_generate(CLI::App& app, Arguments& arguments) {
  CLI::App* command = app.add_subcommand("generate", "Make a slot and fetch what was made");
  add_common(*command, arguments);
  command->add_option("--prompt", arguments.prompt, "What the pictures show (at most 77 words)")->required();
  command->add_option("--script", arguments.script, "File with what the voice says (at most 500 words)")
      ->required();
  // Milliseconds; a bare number is seconds.
  const std::map<std::string, double> units{{"ms", 1}, {"s", 1000}, {"min", 60'000}};
  command
      ->add_option("--deadline", arguments.deadline_ms,
                   "From now: 30s, 1500ms, 1min [the director's default]")
      ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_REQUIRED));
  command->add_option("--out", arguments.out, "Folder for the results; made if it is not there")
      ->capture_default_str();
  command->add_option("--seed", arguments.seed, "Of the picture's noise")->capture_default_str();
  command->add_option("--idempotency-key", arguments.key, "The same key never makes a second slot [random]");
  command->add_option("--client", arguments.client, "Whose slot it is, for a fair share of the workers");
  command->add_flag("--json", arguments.json, "JSON lines on standard output");
  command->footer(
      "Example:\n  slotctl generate --prompt 'a red fox under the old oak' --script news.txt --deadline 30s "
      "--out fox\n"
      "Files it leaves in the folder: voice.wav, video.avi, keyframe-0000.png to keyframe-1079.png, "
      "slot.json.\n"
      "Ctrl-C cancels the slot with the director; a second one does not wait for the director's answer.");
}

CLI::App* add_inquiry(CLI::App& app, Arguments& arguments, const char* name, const char* what,
                      bool about_slot) {
  CLI::App* command = app.add_subcommand(name, what);
  add_common(*command, arguments);
  if (about_slot) command->add_option("slot", arguments.slot, "Id of the slot")->required();
  return command;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Client of the slot pipeline: makes slots and looks after them.", "slotctl"};
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  slotctl generate --prompt 'a red fox under the old oak' --script news.txt --deadline 30s --out fox\n"
      "  slotctl workers\n"
      "A slot-director must run; `slot-director --help` says how to start one.\n"
      "Exit codes: 0 done, 1 failed, 2 usage, 69 unavailable after its retries, 124 deadline or timeout,\n"
      "129 SIGHUP, 130 Ctrl-C, 143 SIGTERM. `slotctl errors` lists every error code with its exit code.");
  Arguments arguments;
  add_generate(app, arguments);
  add_inquiry(app, arguments, "status", "State of a slot", true);
  add_inquiry(app, arguments, "cancel", "Cancel a slot", true);
  add_inquiry(app, arguments, "workers", "The director's workers", false);
  app.add_subcommand("errors", "Every error code: HTTP status, category, exit code, what to do")
      ->add_flag("--markdown", arguments.markdown, "As the page docs/errors.md");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  try {
    if (app.got_subcommand("errors")) return arguments.markdown ? write_errors_page() : list_errors();
    if (app.got_subcommand("status")) inquire(arguments, GetSlot{arguments.slot});
    if (app.got_subcommand("cancel")) inquire(arguments, Cancel{arguments.slot});
    if (app.got_subcommand("workers")) inquire(arguments, GetWorkers{});
    return generate(arguments);
  } catch (const std::exception& error) {
    std::cerr << "slotctl: " << error.what() << "\n";
    return 1;
  }
}
