#include "reports/make_report.hpp"

#include <unistd.h>

#include <cstdlib>
#include <set>

#include "reports/durations.hpp"
#include "reports/github.hpp"
#include "reports/gitlab.hpp"
#include "reports/html.hpp"
#include "reports/json_summary.hpp"
#include "reports/junit.hpp"
#include "reports/message_file.hpp"
#include "reports/pretty.hpp"
#include "reports/progress.hpp"
#include "reports/rerun.hpp"
#include "reports/totals.hpp"
#include "reports/usage.hpp"

namespace ordeal::reports {
namespace {

using boost::system::in_place_error;
using messages::Sink;

using Made = std::unique_ptr<Sink>;

// Where a report goes, and what it may say beyond its messages.
struct Place {
  Output output;
  Terminal terminal;
  RunFacts facts;
  std::filesystem::path file = {},
                        attachments = {};  // empty: standard output; attachments stay in the report
};

struct Kind {
  std::string_view name;
  std::string_view what;  // for the help
  Made (*make)(Place);
  bool shares_output = false;  // whole lines that may stand among those of another report
};

template <class Report>
Made plain(Place place) {
  return std::make_unique<Report>(std::move(place.output));
}

template <class Report>
Made for_terminal(Place place) {
  return std::make_unique<Report>(std::move(place.output), place.terminal);
}

template <class Report>
Made for_terminal_with_facts(Place place) {
  return std::make_unique<Report>(std::move(place.output), place.terminal, std::move(place.facts));
}

template <class Report>
Made with_facts(Place place) {
  return std::make_unique<Report>(std::move(place.output), std::move(place.facts));
}

Made junit(Place place) {
  return std::make_unique<Junit>(std::move(place.output), JunitNames{.beyond_official = true});
}

Made html(Place place) {
  std::optional<AttachmentFolder> attachments;
  if (!place.attachments.empty()) attachments.emplace(place.attachments, place.file);
  return std::make_unique<Html>(std::move(place.output), std::move(place.facts), std::move(attachments));
}

Made github(Place place) {
  const char* summary = std::getenv("GITHUB_STEP_SUMMARY");
  std::optional<std::filesystem::path> file;
  if (summary != nullptr && *summary != '\0') file = summary;
  return std::make_unique<Github>(std::move(place.output), std::move(file), std::move(place.facts));
}

// A new report is one line here.
constexpr Kind kinds[] = {
    {"pretty", "each scenario with its steps as it ends, then what did not pass",
     for_terminal_with_facts<Pretty>},
    {"progress", "a sign for each scenario and, on a terminal, a live line",
     for_terminal_with_facts<Progress>},
    {"summary", "only how many ended in which way; the cheapest", for_terminal<Totals>},
    {"usage", "the slowest step definitions, and the unused ones", for_terminal<Usage>},
    {"html", "a page: one file that opens without a network", html},
    {"junit", "JUnit XML, which Jenkins, GitLab and others read", junit},
    {"json", "counts, and each scenario that did not pass, for programs", with_facts<JsonSummary>},
    {"messages", "Cucumber's message stream, one JSON a line", plain<MessageFile>},
    {"rerun", "the places of what did not pass: `run @FILE` runs them again", plain<Rerun>},
    {"durations", "how long each took, for --shard with --durations", plain<Durations>},
    {"github", "annotations for GitHub Actions, and its job summary", github, true},
    {"gitlab", "a Code Quality report for GitLab (its tests tab reads junit)", with_facts<Gitlab>},
};

const Kind* find_kind(std::string_view name) {
  for (const auto& kind : kinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

std::string all_kinds() {
  std::string all;
  for (const auto& kind : kinds) all += (all.empty() ? "" : ", ") + std::string(kind.name);
  return all;
}

std::string_view file_of(std::string_view wanted) {
  const auto colon = wanted.find(':');
  return colon == std::string_view::npos ? "" : wanted.substr(colon + 1);
}

}  // namespace

std::string kinds_of_reports() {
  constexpr std::size_t column = 11;
  std::string lines;
  for (const auto& kind : kinds) {
    lines += (lines.empty() ? "" : "\n") + std::string(kind.name) +
             std::string(column - kind.name.size(), ' ') + std::string(kind.what);
  }
  return lines;
}

boost::system::result<std::unique_ptr<Sink>, std::string> make_report(std::string_view wanted,
                                                                      const ReportOptions& options) {
  const std::string_view name = wanted.substr(0, wanted.find(':'));
  const Kind* kind = find_kind(name);
  if (kind == nullptr) {
    return {in_place_error, "no report is called \"" + std::string(name) + "\"; there are " + all_kinds() +
                                ", each alone (to standard output) or with a file: junit:results.xml"};
  }
  if (name.size() == wanted.size())
    return kind->make({.output = Output::stream(stdout),
                       .terminal = terminal_of(STDOUT_FILENO, options.colour),
                       .facts = options.facts,
                       .attachments = options.attachments});
  if (file_of(wanted).empty()) {
    return {in_place_error, "\"" + std::string(wanted) + "\" names no file; say " + std::string(name) +
                                ":FILE, or only " + std::string(name) + " for standard output"};
  }
  auto output = Output::file(file_of(wanted));
  if (output.has_error()) return {in_place_error, output.error()};
  return kind->make({.output = std::move(*output),
                     .terminal = {.colour = options.colour == Colour::always},
                     .facts = options.facts,
                     .file = file_of(wanted),
                     .attachments = options.attachments});
}

boost::system::result<std::unique_ptr<Sink>, std::string> make_reports(const std::vector<std::string>& wanted,
                                                                       const ReportOptions& options) {
  std::set<std::string_view> destinations;
  for (const auto& each : wanted) {
    const std::string_view file = file_of(each);
    const Kind* kind = find_kind(each);
    if (kind != nullptr && kind->shares_output) continue;  // GitHub reads commands only from the output
    if (!destinations.insert(file).second) {
      return {in_place_error, "two reports would go to " +
                                  (file.empty() ? std::string("standard output") : std::string(file)) +
                                  "; give one of them another file: " + each.substr(0, each.find(':')) +
                                  ":FILE"};
    }
  }
  std::vector<std::unique_ptr<Sink>> sinks;
  for (const auto& each : wanted) {
    auto report = make_report(each, options);
    if (report.has_error()) return {in_place_error, report.error()};
    sinks.push_back(std::move(*report));
  }
  return {boost::system::in_place_value, std::make_unique<messages::Splitter>(std::move(sinks))};
}

}  // namespace ordeal::reports
