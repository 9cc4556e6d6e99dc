#include "harness/cli/lint_command.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <system_error>

#include "harness/cli/plugin.hpp"
#include "harness/cli/selection.hpp"
#include "harness/gherkin/encoding.hpp"
#include "harness/gherkin/format.hpp"
#include "harness/lint/rewrite.hpp"
#include "harness/lint/rules.hpp"
#include "harness/text/file.hpp"
#include "reports/terminal.hpp"

namespace ordeal::cli {
namespace {

constexpr int kClean = 0, kFindings = 1, kUsage = 2;

struct LintArguments {
  std::vector<std::string> paths{"features"};
  std::string format = "text";
  std::string tags, catalogue;
  std::string sources = ".";
  std::vector<std::string> rules;
  bool fix = false, check = false;
};

int usage_error(const std::string& what) {
  std::cerr << "ordeal lint: " << what << "\n";
  return kUsage;
}

std::string content_or_throw(const std::string& file, const std::string& option) {
  auto content = content_of(file);
  if (!content) throw CLI::ValidationError(option, file + " cannot be read: " + content.error().message());
  return *std::move(content);
}

void print(const std::vector<lint::Finding>& findings, const std::string& format) {
  if (format == "json") {
    boost::json::array all;
    for (const lint::Finding& finding : findings) {
      all.push_back(boost::json::object{{"file", finding.file},
                                        {"line", finding.location.line},
                                        {"column", finding.location.column},
                                        {"rule", finding.rule},
                                        {"message", finding.message}});
    }
    std::cout << boost::json::serialize(all) << "\n";
    return;
  }
  const reports::Paint paint(reports::terminal_of(STDOUT_FILENO).colour);
  for (const lint::Finding& finding : findings) {
    const std::string text = finding.text();
    const std::size_t rule = text.size() - finding.message.size() - finding.rule.size() - 2;
    std::cout << paint.bold(text.substr(0, rule)) << paint.red(finding.rule) << ": " << finding.message
              << "\n";
  }
}

struct Formatted {
  std::size_t changed = 0;  // or would be
  std::size_t refused = 0;  // files that cannot be formatted or replaced
};

bool replace(const std::string& file, std::string_view content) {
  try {
    lint::rewrite(file, content);
    return true;
  } catch (const std::system_error& error) {
    usage_error(std::string(error.what()) + "; the file is as it was");
    return false;
  }
}

// Formats what parses; what does not is left to the rule parse-error.
Formatted format_all(const run::Sources& sources, bool only_say) {
  Formatted all;
  for (const run::Source& source : sources.read) {
    const gherkin::Syntax syntax = gherkin::syntax_of(source.uri);
    const auto declared = gherkin::declared_encoding(source.text);
    if (declared && syntax == gherkin::Syntax::plain) {
      usage_error(source.uri + ": it declares the encoding " + std::string(declared->name) +
                  ", and is formatted only once it is saved as UTF-8, without that line");
      ++all.refused;
      continue;
    }
    const auto formatted = gherkin::format(source.text, {.syntax = syntax});
    if (!formatted || *formatted == source.text) continue;
    if (!only_say && !replace(source.uri, *formatted)) {
      ++all.refused;
      continue;
    }
    ++all.changed;
    std::cerr << source.uri << (only_say ? ": would be formatted\n" : ": formatted\n");
  }
  return all;
}

// Whether what is named is all there is: a folder that is no part of features/. What only a part of the
// features leaves unused says nothing.
bool is_whole(const std::string& path) {
  if (!std::filesystem::is_directory(path)) return false;
  const auto relative = std::filesystem::proximate(path).lexically_normal();
  const bool in_features = *relative.begin() == "features";
  return !in_features || std::distance(relative.begin(), relative.end()) == 1 || !relative.has_filename();
}

int inspect(const Suite& suite, const LintArguments& arguments) {
  const run::Features features = run::read_features(arguments.paths, {}, run::kKeepAll);
  const Registry registry = Registry::of_program();
  lint::StepSources sources(arguments.sources);
  lint::Inspected inspected{.features = features,
                            .registry = registry,
                            .uses = lint::step_uses(features, registry),
                            .whole = std::ranges::any_of(arguments.paths, is_whole),
                            .arms = suite.arms,
                            .step_arms = suite.step_arms,
                            .sources = &sources};
  if (!arguments.tags.empty()) {
    inspected.known_tags = lint::KnownTags::in(content_or_throw(arguments.tags, "--tags"));
  }
  if (!arguments.catalogue.empty()) {
    inspected.catalogue = lint::catalogue_ids_in(content_or_throw(arguments.catalogue, "--catalogue"));
  }
  const auto findings = lint::lint(inspected, arguments.rules);
  print(findings, arguments.format);
  if (arguments.format == "text" && !findings.empty())
    std::cerr << findings.size() << (findings.size() == 1 ? " finding" : " findings") << "\n";
  return findings.empty() ? kClean : kFindings;
}

int lint_features(const Suite& suite, const LintArguments& arguments) {
  if (arguments.check && !arguments.fix)
    return usage_error("--check belongs to --fix: it says what --fix would change");
  const run::Sources sources = run::read_sources(arguments.paths);
  for (const std::string& problem : sources.unreadable) usage_error(problem);
  if (!sources.unreadable.empty()) return kUsage;
  if (arguments.fix) {
    const Formatted formatted = format_all(sources, arguments.check);
    if (formatted.refused > 0) return kUsage;
    if (arguments.check) return formatted.changed == 0 ? kClean : kFindings;
  }
  return inspect(suite, arguments);
}

std::string table_of_rules() {
  std::string text = "Rules:\n";
  for (const lint::Rule& rule : lint::rules()) {
    text += "  " + std::string(rule.name) + std::string(25 - rule.name.size(), ' ') +
            std::string(rule.finds) + "\n";
  }
  return text;
}

std::vector<std::string> names_of_rules() {
  std::vector<std::string> names;
  for (const lint::Rule& rule : lint::rules()) names.emplace_back(rule.name);
  return names;
}

}  // namespace

void add_lint_command(CLI::App& app, const Suite& suite, int& exit_code) {
  auto arguments = std::make_shared<LintArguments>();
  CLI::App* command =
      app.add_subcommand("lint", "Find what is doubtful in features and steps, and format features");
  add_load_option(*command);
  command->add_option("paths", arguments->paths, "Feature files, folders, or @FILE with such names")
      ->capture_default_str();
  command->add_option("--format", arguments->format, "text: file:line:column: rule: message; json: one array")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command
      ->add_option("--tags", arguments->tags,
                   "File that lists the known tags, with # comments: '@slow', '@GPU-*'")
      ->type_name("FILE");
  command
      ->add_option("--catalogue", arguments->catalogue, "File in which the known ids stand somewhere: GPU-01")
      ->type_name("FILE");
  command
      ->add_option("--sources", arguments->sources,
                   "Folder that the places of step definitions are relative to")
      ->type_name("DIR")
      ->capture_default_str();
  add_list(*command, "--rule", arguments->rules, "Only this rule (repeatable)")
      ->check(CLI::IsMember(names_of_rules()))
      ->type_name("NAME");
  command->add_flag("--fix", arguments->fix, "Format the features first: indentation, tables, empty lines");
  command->add_flag("--check", arguments->check, "With --fix: change nothing, say which files would change");
  command->footer(table_of_rules() +
                  "Examples:\n"
                  "  ordeal lint                                   everything in features/\n"
                  "  ordeal lint --tags features/tags.txt          tags, too\n"
                  "  ordeal lint --fix features/gpu                format, then look\n"
                  "  ordeal lint --fix --check                     for CI: is everything formatted?\n"
                  "Exit codes: 2 usage, or a file that cannot be read or replaced; 1 findings; 0 none");
  command->callback([&suite, arguments, &exit_code] { exit_code = lint_features(suite, *arguments); });
}

}  // namespace ordeal::cli
