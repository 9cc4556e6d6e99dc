#include "reports/make_report.hpp"

#include <unistd.h>

#include <set>

#include "reports/html.hpp"
#include "reports/junit.hpp"
#include "reports/message_file.hpp"
#include "reports/pretty.hpp"
#include "reports/progress.hpp"
#include "reports/rerun.hpp"

namespace ordeal::reports {
namespace {

using boost::system::in_place_error;
using messages::Sink;

struct Kind {
  std::string_view name;
  std::unique_ptr<Sink> (*make)(Output, Terminal);
};

// A new report is one line here.
constexpr Kind kinds[] = {
    {"pretty",
     [](Output o, Terminal t) -> std::unique_ptr<Sink> { return std::make_unique<Pretty>(std::move(o), t); }},
    {"progress",
     [](Output o, Terminal t) -> std::unique_ptr<Sink> {
       return std::make_unique<Progress>(std::move(o), t);
     }},
    {"junit",
     [](Output o, Terminal) -> std::unique_ptr<Sink> {
       return std::make_unique<Junit>(std::move(o), JunitNames{.tell_flaky = true});
     }},
    {"html",
     [](Output o, Terminal) -> std::unique_ptr<Sink> { return std::make_unique<Html>(std::move(o)); }},
    {"messages",
     [](Output o, Terminal) -> std::unique_ptr<Sink> { return std::make_unique<MessageFile>(std::move(o)); }},
    {"rerun",
     [](Output o, Terminal) -> std::unique_ptr<Sink> { return std::make_unique<Rerun>(std::move(o)); }},
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

boost::system::result<std::unique_ptr<Sink>, std::string> make_report(std::string_view wanted) {
  const std::string_view name = wanted.substr(0, wanted.find(':'));
  const Kind* kind = find_kind(name);
  if (kind == nullptr) {
    return {in_place_error, "no report is called \"" + std::string(name) + "\"; there are " + all_kinds() +
                                ", each alone (to standard output) or with a file: junit:results.xml"};
  }
  if (name.size() == wanted.size()) return kind->make(Output::stream(stdout), terminal_of(STDOUT_FILENO));
  if (file_of(wanted).empty()) {
    return {in_place_error, "\"" + std::string(wanted) + "\" names no file; say " + std::string(name) +
                                ":FILE, or only " + std::string(name) + " for standard output"};
  }
  auto output = Output::file(file_of(wanted));
  if (output.has_error()) return {in_place_error, output.error()};
  return kind->make(std::move(*output), Terminal{});
}

boost::system::result<std::unique_ptr<Sink>, std::string> make_reports(
    const std::vector<std::string>& wanted) {
  std::set<std::string_view> destinations;
  for (const auto& each : wanted) {
    const std::string_view file = file_of(each);
    if (!destinations.insert(file).second) {
      return {in_place_error, "two reports would go to " +
                                  (file.empty() ? std::string("standard output") : std::string(file)) +
                                  "; give one of them another file: " + each.substr(0, each.find(':')) +
                                  ":FILE"};
    }
  }
  std::vector<std::unique_ptr<Sink>> sinks;
  for (const auto& each : wanted) {
    auto report = make_report(each);
    if (report.has_error()) return {in_place_error, report.error()};
    sinks.push_back(std::move(*report));
  }
  return {boost::system::in_place_value, std::make_unique<messages::Splitter>(std::move(sinks))};
}

}  // namespace ordeal::reports
