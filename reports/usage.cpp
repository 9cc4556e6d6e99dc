#include "reports/usage.hpp"

#include <algorithm>
#include <cstdio>
#include <tuple>

#include "harness/messages/note.hpp"
#include "reports/scenario_text.hpp"
#include "reports/visible.hpp"

namespace ordeal::reports {
namespace {

std::string place_of(const messages::SourceReference& reference) {
  return place(reference.uri.value_or(""), reference.location ? reference.location->line : 0);
}

// "1.23 ms": steps take from microseconds to minutes, and each is to show three digits.
std::string short_duration(messages::Duration duration) {
  const double micros = std::chrono::duration<double, std::micro>(duration).count();
  char text[32];
  // From 999.5 on, %.3g writes 1e+03.
  if (micros < 999.5) {
    std::snprintf(text, sizeof text, "%.3g us", micros);
  } else if (micros < 999.5e3) {
    std::snprintf(text, sizeof text, "%.3g ms", micros / 1e3);
  } else {
    return duration_text(duration);
  }
  return text;
}

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string row(const std::string& matches, const std::string& total, const std::string& mean,
                const std::string& longest) {
  return right(matches, 9) + right(total, 12) + right(mean, 12) + right(longest, 12) + "  ";
}

}  // namespace

void Usage::on(const messages::Envelope& envelope) {
  if (const auto* note = messages::note_in(envelope)) notes_ += "! " + visible(*note) + "\n";
  if (const auto* definition = std::get_if<messages::StepDefinition>(&envelope)) {
    by_id_[definition->id] = static_cast<std::uint32_t>(definitions_.size());
    definitions_.push_back(
        {visible(definition->pattern.source), visible(place_of(definition->source_reference))});
  } else if (const auto* test_case = std::get_if<messages::TestCase>(&envelope)) {
    add(*test_case);
  } else if (const auto* started = std::get_if<messages::TestCaseStarted>(&envelope)) {
    running_[started->id] = {started->test_case_id};
  } else if (const auto* step = std::get_if<messages::TestStepFinished>(&envelope)) {
    add(*step);
  } else if (const auto* finished = std::get_if<messages::TestCaseFinished>(&envelope)) {
    const auto ended = running_.extract(finished->test_case_started_id);
    if (ended && !finished->will_be_retried) cases_.erase(ended.mapped().case_id);
  }
}

void Usage::add(const messages::TestCase& test_case) {
  Case added;
  for (const auto& step : test_case.test_steps) {
    if (!step.step_definition_ids) continue;
    for (const auto& id : *step.step_definition_ids) {
      const auto found = by_id_.find(id);
      if (found == by_id_.end()) continue;
      ++definitions_[found->second].matches;
      // An ambiguous step is a match of each, and a run of none.
      if (step.step_definition_ids->size() == 1)
        added.steps.push_back({added.ids.add(step.id), found->second});
    }
  }
  added.ids.shrink_to_fit();
  added.steps.shrink_to_fit();
  cases_[test_case.id] = std::move(added);
}

Usage::Definition* Usage::definition_of(Running& running, std::string_view test_step_id) {
  const auto found = cases_.find(running.case_id);
  if (found == cases_.end()) return nullptr;
  const Case& test_case = found->second;
  for (std::size_t tried = 0; tried < test_case.steps.size(); ++tried) {
    const std::size_t at = (running.next + tried) % test_case.steps.size();
    if (test_case.ids.at(test_case.steps[at].id) != test_step_id) continue;
    running.next = at + 1;
    return &definitions_[test_case.steps[at].definition];
  }
  return nullptr;
}

void Usage::add(const messages::TestStepFinished& finished) {
  const auto status = finished.test_step_result.status;
  const bool ran = status == messages::Status::passed || status == messages::Status::failed ||
                   status == messages::Status::pending;
  const auto running = running_.find(finished.test_case_started_id);
  if (!ran || running == running_.end()) return;
  Definition* definition = definition_of(running->second, finished.test_step_id);
  if (definition == nullptr) return;
  const auto duration = finished.test_step_result.duration;
  ++definition->runs;
  definition->total += duration;
  definition->longest = std::max(definition->longest, duration);
}

std::string Usage::used() const {
  std::vector<const Definition*> used;
  for (const auto& definition : definitions_) {
    if (definition.matches > 0) used.push_back(&definition);
  }
  if (used.empty()) return "";
  std::sort(used.begin(), used.end(), [](const Definition* a, const Definition* b) {
    return std::make_tuple(b->mean(), b->matches, a) < std::make_tuple(a->mean(), a->matches, b);
  });
  std::string text = paint_.bold(row("matches", "total", "mean", "max") + "definition, slowest first") + "\n";
  for (const auto* definition : used) {
    const bool ran = definition->runs > 0;
    const auto shown = [ran](messages::Duration duration) { return ran ? short_duration(duration) : "-"; };
    text += row(std::to_string(definition->matches), shown(definition->total), shown(definition->mean()),
                shown(definition->longest)) +
            definition->expression + "  " + paint_.dim(definition->place) + "\n";
  }
  return text;
}

std::string Usage::unused() const {
  std::string list;
  std::size_t number = 0;
  for (const auto& definition : definitions_) {
    if (definition.matches > 0) continue;
    ++number;
    list += "  " + definition.expression + "  " + paint_.dim(definition.place) + "\n";
  }
  const std::string of = std::to_string(number) + " of " + counted(definitions_.size(), "definition");
  if (number == 0) return of + " unused\n";
  return paint_.yellow(of + " unused: no selected step matches") + "\n" + list;
}

boost::system::result<void, std::string> Usage::finish() {
  const std::string table = used();
  output_.write(table + (table.empty() ? "" : "\n") + unused() + paint_.yellow(notes_));
  return output_.finish();
}

}  // namespace ordeal::reports
