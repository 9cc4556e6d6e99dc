#include "reports/summary.hpp"

#include <utility>

#include "harness/messages/note.hpp"
#include "reports/scenario_text.hpp"
#include "reports/visible.hpp"

namespace ordeal::reports {
namespace {

using messages::Status;

// Of the scenarios that never began, whose number may be large.
constexpr std::size_t named_at_most = 10;

std::string in_brackets(const std::string& list) {
  return list.empty() ? "" : " (" + list + ")";
}

}  // namespace

void Summary::on(const messages::Envelope& envelope) {
  facts_.on(envelope);
  time_.on(envelope);
  if (const auto* note = messages::note_in(envelope)) notes_.push_back(visible(*note));
  if (const auto problem = finder_.on(envelope)) problems_.push_back(visible(problem->text_with_output()));
  const auto* suggestion = std::get_if<messages::Suggestion>(&envelope);
  if (suggestion && !suggestion->snippets.empty()) add_snippet(visible(suggestion->snippets.front().code));
}

void Summary::add_snippet(const std::string& code) {
  constexpr std::size_t shown_at_most = 50;
  if (std::ranges::find(snippets_, code) != snippets_.end()) return;
  if (snippets_.size() < shown_at_most) {
    snippets_.push_back(code);
  } else {
    more_snippets_ = true;
  }
}

void Summary::add(const Scenario& scenario) {
  const Ending ending = ending_of(scenario);
  scenarios_.add(ending);
  for (const auto& step : scenario.steps) {
    if (!step.is_hook) ++steps_[step.result.status];
  }
  if (ending == Ending::not_started) {
    if (not_started_.size() < named_at_most) not_started_.push_back({ending, place(scenario), scenario.name});
  } else if (is_failure(ending) || ending == Ending::flaky) {
    Entry entry{ending, place(scenario), scenario.name, "", rerun_command(scenario, facts_), ""};
    entry.note = repetition_in_words(scenario);
    if (scenario.attempt > 0) entry.note += " (attempt " + std::to_string(scenario.attempt + 1) + ")";
    if (ending != Ending::flaky) entry.folder = evidence_of(scenario, facts_);
    (ending == Ending::flaky ? flaky_ : not_passed_).push_back(std::move(entry));
  }
  add_faults(scenario);
  add_repetition(scenario);
}

void Summary::add_repetition(const Scenario& scenario) {
  if (scenario.repetition == 0) return;
  Repeated& repeated = repeated_[place(scenario)];
  repeated.name = scenario.name;
  ++repeated.endings[ending_of(scenario)];
}

void Summary::add_faults(const Scenario& scenario) {
  if (!scenario.verdict) return;
  for (const auto& fault : scenario.verdict->faults) {
    const bool good = fault.landed && scenario.verdict->handled && scenario.verdict->healed;
    faults_.push_back({good, fault.name + ": " + fault_story(fault, *scenario.verdict), place(scenario)});
  }
}

std::string Summary::list(const std::vector<Entry>& entries, const Paint& paint) {
  std::string text;
  for (const auto& entry : entries) {
    text += "  " + paint.by(entry.ending, sign_of(entry.ending)) + " " + entry.place + "  " + entry.name +
            "  " + paint.by(entry.ending, to_string(entry.ending)) + entry.note + "\n";
    if (!entry.rerun.empty()) text += "      again:    " + entry.rerun + "\n";
    if (!entry.folder.empty()) text += "      evidence: " + entry.folder + "\n";
  }
  return text;
}

std::string Summary::not_passed(const Paint& paint) const {
  if (not_passed_.empty()) return "";
  return paint.bold("Not passed") + "\n" + list(not_passed_, paint) + "\n";
}

std::string Summary::not_started(const Paint& paint) const {
  if (not_started_.empty()) return "";
  const std::size_t more = scenarios_.of(Ending::not_started) - not_started_.size();
  std::string text = paint.bold("Not started") + "\n" + list(not_started_, paint);
  if (more > 0) text += "  … and " + std::to_string(more) + " more; --format rerun:FILE names them all\n";
  return text + "\n";
}

// What ended alike every time stands in the lists above.
std::string Summary::repeated(const Paint& paint) const {
  std::string text;
  for (const auto& [place, scenario] : repeated_) {
    if (scenario.endings.size() < 2) continue;
    std::string endings;
    for (const auto& [ending, times] : scenario.endings)
      endings += (endings.empty() ? "" : ", ") + std::to_string(times) + " " + std::string(to_string(ending));
    text += "  " + place + "  " + scenario.name + in_brackets(endings) + "\n";
  }
  return text.empty() ? "" : paint.bold("Repeated, and ended in several ways") + "\n" + text + "\n";
}

std::string Summary::flaky(const Paint& paint) const {
  if (flaky_.empty()) return "";
  return paint.bold("Flaky: passed only when tried again") + "\n" + list(flaky_, paint) + "\n";
}

std::string Summary::faults(const Paint& paint) const {
  std::string text;
  for (const auto& fault : faults_) {
    const Status status = fault.good ? Status::passed : Status::failed;
    text +=
        "  " + paint.by(status, sign_of(status)) + " " + fault.line + "  " + paint.dim(fault.place) + "\n";
  }
  return text.empty() ? "" : paint.bold("Faults") + "\n" + text + "\n";
}

std::string Summary::step_counts(const Paint& paint) const {
  std::string list;
  std::size_t all = 0;
  for (const auto& [status, number] : steps_) {
    all += number;
    list += (list.empty() ? "" : ", ") +
            paint.by(status, std::to_string(number) + " " + std::string(name_of(status)));
  }
  return counted(all, "step") + in_brackets(list) + "\n";
}

std::string Summary::text(const Paint& paint) const {
  std::string text = not_passed(paint) + not_started(paint) + flaky(paint) + repeated(paint) + faults(paint);
  if (!snippets_.empty()) {
    text += paint.bold("Steps without a definition; these would do") + "\n";
    for (const auto& snippet : snippets_) text += indented(snippet, "  ") + "\n";
    if (more_snippets_) text += "  … and more; --format html:FILE shows them beside their steps\n\n";
  }
  for (const auto& note : notes_) text += paint.yellow("! " + note) + "\n";
  if (!notes_.empty()) text += "\n";
  for (const auto& problem : problems_) text += paint.red("✘ " + problem) + "\n";
  if (!problems_.empty()) text += "\n";
  if (!problems_.empty() && done() == 0) {
    return text + "0 scenarios were run, " + counted(problems_.size(), "problem") + "\n";
  }
  return text + scenarios_.text(paint) + "\n" + step_counts(paint) + duration_text(elapsed()) + "\n";
}

}  // namespace ordeal::reports
