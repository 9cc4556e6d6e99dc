#include "harness/cli/parse_command.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <type_traits>

#include "harness/gherkin/compile.hpp"
#include "harness/gherkin/json.hpp"
#include "harness/gherkin/parser.hpp"
#include "harness/run/features.hpp"

namespace ordeal::cli {
namespace {

constexpr int kGood = 0, kDoesNotParse = 1, kCannotBeRead = 2;

struct ParseArguments {
  std::vector<std::string> paths;
  std::string format = "ast";
  std::string language = "en";
};

class Parse {
 public:
  explicit Parse(const ParseArguments& arguments) : arguments_(arguments) {}

  // False: the feature does not parse, and its errors are printed.
  bool print(run::Source source) {
    const gherkin::ParseOptions options{.language = arguments_.language,
                                        .syntax = gherkin::syntax_of(source.uri)};
    if (arguments_.format == "source") return print(gherkin::append_source_json, source.uri, source.text);
    if (arguments_.format == "tokens") {
      const auto tokenized = gherkin::tokenize(std::move(source.text), options);
      if (!tokenized) return print_errors(source.uri, tokenized.error());
      std::cout << gherkin::tokens_text(tokenized->tokens);
      return true;
    }
    const auto document = gherkin::parse(std::move(source.text), source.uri, ids_, options);
    if (!document) return print_errors(source.uri, document.error());
    if (arguments_.format == "ast") return print(gherkin::append_document_json, *document);
    const auto pickles = gherkin::compile_pickles(*document, ids_);
    if (!pickles) return print_errors(source.uri, pickles.error());
    if (arguments_.format == "errors") return true;
    for (const gherkin::Pickle& pickle : *pickles) print(gherkin::append_pickle_json, pickle);
    return true;
  }

 private:
  template <class... Part>
  static bool print(void (*append)(std::string&, Part...), const std::type_identity_t<Part>&... part) {
    std::string line;
    append(line, part...);
    std::cout << line << "\n";
    return true;
  }

  static bool print_errors(const std::string& uri, const std::vector<gherkin::ParseError>& errors) {
    for (const auto& error : errors) print(gherkin::append_parse_error_json, error, uri);
    return false;
  }

  const ParseArguments& arguments_;
  gherkin::IncrementingIds ids_;
};

int parse(const ParseArguments& arguments) {
  run::Sources sources = run::read_sources(arguments.paths);
  Parse parse(arguments);
  int code = kGood;
  for (run::Source& source : sources.read) {
    if (!parse.print(std::move(source))) code = kDoesNotParse;
  }
  for (const std::string& problem : sources.unreadable) {
    std::cerr << "ordeal parse: " << problem << "\n";
    code = kCannotBeRead;
  }
  return code;
}

}  // namespace

void add_parse_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<ParseArguments>();
  CLI::App* command =
      app.add_subcommand("parse", "Print features as what the parser makes of them, for tools");
  command->add_option("paths", arguments->paths, "Feature files or folders")->required();
  command
      ->add_option("--format", arguments->format,
                   "ast, pickles, errors, source: Cucumber messages, one a line; tokens: the official text")
      ->check(CLI::IsMember({"ast", "pickles", "errors", "source", "tokens"}))
      ->capture_default_str();
  command->add_option("--language", arguments->language, "Of features without a '# language:' header")
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  ordeal parse --format pickles features          what would run, as {\"pickle\": …} lines\n"
      "  ordeal parse --format errors features           only what is wrong, as {\"parseError\": …} lines\n"
      "Exit codes: 2 usage, or a file that cannot be read; 1 a feature does not parse; 0 all do");
  command->callback([arguments, &exit_code] { exit_code = parse(*arguments); });
}

}  // namespace ordeal::cli
