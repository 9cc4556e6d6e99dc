#include "reports/step_summary.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sstream>

#include "harness/messages/note.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/utf8.hpp"
#include "reports/scenario_text.hpp"

namespace ordeal::reports {
namespace {

// For what stands around the entries: headline, table, and the sentence about what was left out.
constexpr std::size_t frame = 4096;

// A single message, a crash with its output for example, shall not take all the room.
constexpr std::size_t message_limit = std::size_t{16} << 10;

// Markdown passes HTML on, so a text must be no HTML; Markdown's own signs mean nothing inside of it.
std::string html(std::string_view text) {
  return escaped_markup(valid_utf8(text));
}

// An empty line, or one of spaces, would end the HTML that it stands in, and Markdown would begin again.
std::string preformatted(std::string_view text) {
  std::string safe;
  std::istringstream lines(html(text.substr(0, message_limit)));
  for (std::string line; std::getline(lines, line);) {
    const bool empty = line.find_first_not_of(" \t\r") == std::string::npos;
    safe += (safe.empty() ? "" : "\n") + (empty ? "&#8203;" : line);
  }
  if (text.size() > message_limit) safe += "\n… (cut)";
  return "<pre>" + safe + "</pre>\n";
}

}  // namespace

StepSummary::StepSummary(std::optional<std::filesystem::path> file, RunFacts facts, std::size_t limit)
    : file_(std::move(file)), facts_(std::move(facts)) {
  std::error_code none_yet;
  const auto there = file_ ? std::filesystem::file_size(*file_, none_yet) : 0;
  const std::size_t taken = frame + (none_yet ? 0 : there);
  room_ = limit > taken ? limit - taken : 0;
}

void StepSummary::on(const messages::Envelope& envelope) {
  facts_.on(envelope);
  time_.on(envelope);
  if (const auto* note = messages::note_in(envelope)) notes_ += preformatted("! " + *note) + "\n";
}

void StepSummary::add_entry(const std::string& markdown) {
  if (left_out_ > 0 || markdown.size() > room_) {
    ++left_out_;
    return;
  }
  room_ -= markdown.size();
  entries_ += markdown;
}

void StepSummary::add(const Scenario& scenario) {
  const Ending ending = ending_of(scenario);
  counts_.add(ending);
  if (!file_ || !is_worth_telling(ending)) return;
  const std::string why = explanation_with_output(scenario);
  add_entry("<details><summary>" + std::string(sign_of(ending)) + " " + html(scenario.name) + ": " +
            std::string(to_string(ending)) + ", <code>" + html(place(scenario)) + "</code></summary>\n" +
            (why.empty() ? "" : preformatted(why)) + "again: <code>" + html(rerun_command(scenario, facts_)) +
            "</code>\n</details>\n\n");
}

void StepSummary::add(const Problem& problem) {
  if (file_) add_entry(preformatted("✘ " + problem.text()) + "\n");
}

std::string StepSummary::text() const {
  std::string text = "### " + counted(counts_.all(), "scenario") + " in " + duration_text(time_.elapsed()) +
                     "\n\n| ending | scenarios |\n| --- | ---: |\n";
  for (int i = 0; i < endings; ++i) {
    const auto ending = static_cast<Ending>(i);
    if (counts_.of(ending) == 0) continue;
    text += "| " + std::string(sign_of(ending)) + " " + std::string(to_string(ending)) + " | " +
            std::to_string(counts_.of(ending)) + " |\n";
  }
  text += "\n" + notes_ + entries_;
  if (left_out_ > 0) {
    text += "… and " + std::to_string(left_out_) +
            " more that are left out, since GitHub shows 1 MiB of a step's summary. The other reports have "
            "them.\n\n";
  }
  return text;
}

boost::system::result<void, std::string> StepSummary::finish() {
  if (!file_) return {};
  const std::string markdown = text();
  std::FILE* stream = std::fopen(file_->c_str(), "ae");
  bool written = stream != nullptr;
  if (stream != nullptr) {
    written = std::fwrite(markdown.data(), 1, markdown.size(), stream) == markdown.size();
    written = std::fclose(stream) == 0 && written;
  }
  if (written) return {};
  return {boost::system::in_place_error,
          "cannot append to " + file_->string() + " (GITHUB_STEP_SUMMARY): " + std::strerror(errno)};
}

}  // namespace ordeal::reports
