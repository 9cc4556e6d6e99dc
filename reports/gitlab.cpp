#include "reports/gitlab.hpp"

#include <algorithm>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

#include "harness/messages/note.hpp"
#include "reports/json_object.hpp"

namespace ordeal::reports {
namespace {

std::string check_of(Ending ending) {
  std::string check(to_string(ending));
  std::replace(check.begin(), check.end(), ' ', '-');
  return check;
}

// GitLab's words: info, minor, major, critical, blocker.
std::string severity_of(Ending ending) {
  switch (ending) {
    case Ending::invalid:
    case Ending::not_healed:
      return "critical";
    case Ending::flaky:
    case Ending::pending:
      return "minor";
    case Ending::not_started:
      return "info";
    default:
      return "major";
  }
}

// "failed: expected 1"; once, where the explanation begins with it: "not started: a hook failed".
std::string ended(Ending ending, const std::string& why) {
  const std::string how(to_string(ending));
  if (why.starts_with(how + ": ")) return why;
  return why.empty() ? how : how + ": " + why;
}

std::string fingerprint_of(const std::string& identity) {
  return to_string(boost::uuids::name_generator_sha1(boost::uuids::ns::url())(identity));
}

}  // namespace

void Gitlab::on(const messages::Envelope& envelope) {
  facts_.on(envelope);
  if (const auto* note = messages::note_in(envelope)) write("note", *note, "info", *note, ".", 0);
  if (const auto problem = finder_.on(envelope)) add(*problem);
  const auto scenario = tracker_.on(envelope);
  if (scenario && !scenario->will_be_retried) add(*scenario);
}

void Gitlab::add(const Scenario& scenario) {
  const Ending ending = ending_of(scenario);
  if (!is_failure(ending) && ending != Ending::flaky) return;
  const std::string description = scenario.name + repetition_in_words(scenario) + ": " +
                                  ended(ending, explanation_with_output(scenario)) +
                                  "\nAgain: " + rerun_command(scenario, facts_);
  const std::string identity =
      scenario.uri + "\n" + scenario.rule + "\n" + scenario.name + "\n" + scenario.example;
  write(check_of(ending), identity, severity_of(ending), description, scenario.uri, scenario.line);
}

void Gitlab::add(const Problem& problem) {
  write("problem", problem.uri + "\n" + problem.what, "blocker", with_output(problem.what, problem.output),
        problem.uri.empty() ? "." : problem.uri, problem.line);
}

// Of findings with one fingerprint GitLab shows one: the line tells scenarios of one name apart, and a number
// those that do not even differ in it.
std::string Gitlab::fingerprint_for(std::string identity, std::int64_t line) {
  std::string fingerprint = fingerprint_of(identity);
  if (fingerprints_[fingerprint]++ == 0) return fingerprint;
  identity += "\n" + std::to_string(line);
  fingerprint = fingerprint_of(identity);
  const std::size_t before = fingerprints_[fingerprint]++;
  return before == 0 ? fingerprint : fingerprint_of(identity + "\n" + std::to_string(before));
}

void Gitlab::write(const std::string& check, const std::string& identity, const std::string& severity,
                   const std::string& description, const std::string& uri, std::int64_t line) {
  const std::string fingerprint = fingerprint_for(check + "\n" + identity, line);
  const auto lines = JsonObject().put("begin", std::max<std::int64_t>(1, line)).text();
  const auto location =
      JsonObject().put("path", uri == "." ? uri : repository_.path_of(uri)).put_json("lines", lines).text();
  const auto finding = JsonObject()
                           .put("description", description)
                           .put("check_name", "ordeal/" + check)
                           .put("fingerprint", fingerprint)
                           .put("severity", severity)
                           .put_json("location", location)
                           .text();
  output_.write((first_ ? "\n" : ",\n") + finding);
  first_ = false;
}

boost::system::result<void, std::string> Gitlab::finish() {
  for (const auto& scenario : tracker_.take_unfinished()) add(scenario);
  output_.write("\n]\n");
  return output_.finish();
}

}  // namespace ordeal::reports
