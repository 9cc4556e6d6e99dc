#include "reports/junit.hpp"

#include <algorithm>
#include <functional>

#include "harness/messages/note.hpp"
#include "reports/iso_time.hpp"
#include "reports/junit_case.hpp"
#include "reports/xml.hpp"

namespace ordeal::reports {

void Junit::on(const messages::Envelope& envelope) {
  if (const auto* started = std::get_if<messages::TestRunStarted>(&envelope)) started_ = started->timestamp;
  if (const auto* finished = std::get_if<messages::TestRunFinished>(&envelope)) add(*finished);
  if (const auto* note = messages::note_in(envelope)) notes_.push_back(*note);
  if (const auto* error = std::get_if<messages::ParseError>(&envelope)) add(*error);
  if (const auto* finished = std::get_if<messages::TestCaseFinished>(&envelope)) last_ = finished->timestamp;
  if (const auto hook = hooks_.on(envelope); hook && hook->failed()) add(*hook);
  const auto scenario = tracker_.on(envelope);
  if (scenario && !scenario->will_be_retried) add(*scenario);
}

void Junit::add(const Scenario& scenario) {
  count(scenario);
  keep(scenario.uri, scenario.line, junit_case(scenario, names_, repository_.path_of(scenario.uri)),
       names_.beyond_official);
}

void Junit::add(const RunHook& failed) {
  keep("", 0, junit_case(failed, names_));
  if (names_.beyond_official) {
    ++failures_;
  } else {
    --tests_;
  }
}

void Junit::add(const messages::ParseError& error) {
  ++errors_;
  const std::string uri = error.source.uri.value_or("");
  const std::int64_t line = error.source.location ? error.source.location->line : 0;
  keep(uri, line, junit_case(error));
}

void Junit::add(const messages::TestRunFinished& finished) {
  last_ = finished.timestamp;
  finished_ = true;
  if (!finished.message || finished.exception) return;  // of an exception the official form says nothing
  ++errors_;
  keep("", 0, junit_case_of_run(*finished.message));
}

void Junit::count(const Scenario& scenario) {
  const Ending ending = ending_of(scenario);
  if (is_error(ending)) {
    ++errors_;
  } else if (is_skip(ending)) {
    ++skipped_;
  } else if (is_failure(ending)) {
    ++failures_;
  } else if (ending == Ending::flaky && names_.beyond_official) {
    flaky_.insert({scenario.uri, scenario.line});
  }
}

void Junit::keep(const std::string& uri, std::int64_t line, const std::string& xml, bool of_scenario) {
  ++tests_;
  Case kept{line, waiting_.park(xml), 0};
  if (of_scenario) {  // it begins with class and name, and no attribute holds a quotation mark
    constexpr std::string_view name = "\" name=\"";
    const std::size_t end = xml.find('"', xml.find(name) + name.size());
    kept.identity = std::hash<std::string_view>()(std::string_view(xml).substr(0, end));
    kept.name_end = static_cast<std::uint32_t>(end);
    ++named_[kept.identity];
  }
  cases_[uri].push_back(kept);
}

std::string Junit::header() const {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"" + xml_attribute(names_.suite);
  const auto duration = started_ && last_ ? *last_ - *started_ : messages::Duration{};
  text += "\" time=\"" + junit_seconds(duration) + "\" tests=\"" + std::to_string(tests_) + "\" skipped=\"" +
          std::to_string(skipped_) + "\" failures=\"" + std::to_string(failures_) + "\" errors=\"" +
          std::to_string(errors_) + '"';
  if (started_) text += " timestamp=\"" + iso_time(*started_) + '"';
  return text + ">\n";
}

std::string Junit::properties() const {
  if (flaky_.empty() && notes_.empty()) return "";
  std::string xml = "<properties>\n";
  for (const std::string& note : notes_)
    xml += "<property name=\"note\" value=\"" + xml_attribute(note) + "\"/>\n";
  for (const auto& [uri, line] : flaky_) {
    xml += "<property name=\"flaky\" value=\"" + xml_attribute(place(uri, line)) + "\"/>\n";
  }
  return xml + "</properties>\n";
}

bool Junit::write_cases() {
  for (auto& [uri, cases] : cases_) {
    std::ranges::sort(cases, {}, [](const Case& each) { return std::pair(each.line, each.xml.at); });
    for (const Case& each : cases) {
      std::string xml = waiting_.fetch(each.xml);
      if (xml.empty()) return false;
      if (each.name_end > 0 && named_.at(each.identity) > 1)
        xml.insert(each.name_end, xml_attribute(" (" + place(uri, each.line) + ")"));
      output_.write(xml);
    }
  }
  return true;
}

boost::system::result<void, std::string> Junit::finish() {
  for (const auto& scenario : tracker_.take_unfinished()) {
    if (names_.beyond_official || scenario.never_began.empty()) add(scenario);
  }
  if (!finished_ && names_.beyond_official) {
    ++errors_;
    keep("", 0, junit_case_of_run("the messages end before the run did: it was cut off"));
  }
  output_.write(header() + properties());
  if (!write_cases()) {
    return {boost::system::in_place_error, "the temporary file of JUnit XML cannot be read again"};
  }
  output_.write("</testsuite>\n");
  return output_.finish();
}

}  // namespace ordeal::reports
