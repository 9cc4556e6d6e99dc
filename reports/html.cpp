#include "reports/html.hpp"

#include "harness/messages/ndjson.hpp"
#include "harness/messages/note.hpp"
#include "reports/json_object.hpp"
#include "reports/scenario_text.hpp"

extern "C" {
extern const char ordeal_html_template[], ordeal_html_template_end[];
extern const char ordeal_html_icon[], ordeal_html_icon_end[];
extern const char ordeal_html_css[], ordeal_html_css_end[];
extern const char ordeal_html_script[], ordeal_html_script_end[];
extern const char ordeal_html_cucumber_css[], ordeal_html_cucumber_css_end[];
extern const char ordeal_html_cucumber_script[], ordeal_html_cucumber_script_end[];
}

namespace ordeal::reports {
namespace {

// Of the list; the scenario itself has it whole.
constexpr std::size_t longest_reason = 2000;  // bytes

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

// The attempt that a message belongs to; empty: none.
std::string attempt_of(const messages::Envelope& envelope) {
  return std::visit(
      [](const auto& message) -> std::string {
        if constexpr (requires { message.test_case_started_id.value_or(""); }) {
          return message.test_case_started_id.value_or("");
        } else if constexpr (requires { std::string(message.test_case_started_id); }) {
          return message.test_case_started_id;
        } else if constexpr (std::is_same_v<std::decay_t<decltype(message)>, messages::TestCaseStarted>) {
          return message.id;
        } else {
          return "";
        }
      },
      envelope);
}

std::string record(std::string_view kind, std::string_view id) {
  return JsonObject().put("kind", kind).put("id", id).text();
}

std::string head_of(const messages::Envelope& envelope) {
  if (const auto* source = std::get_if<messages::Source>(&envelope)) return record("document", source->uri);
  if (const auto* pickle = std::get_if<messages::Pickle>(&envelope)) return record("pickle", pickle->id);
  if (const auto* test_case = std::get_if<messages::TestCase>(&envelope))
    return record("testCase", test_case->id);
  if (const auto* suggestion = std::get_if<messages::Suggestion>(&envelope))
    return record("suggestion", suggestion->pickle_step_id);
  return JsonObject().put("kind", "common").text();
}

std::string head_of(const Scenario& scenario, const RunFacts& facts) {
  std::string why = explanation(scenario);
  if (why.size() > longest_reason) why = why.substr(0, longest_reason) + "…";
  JsonObject head;
  head.put("kind", "attempt")
      .put("uri", scenario.uri)
      .put("line", scenario.line)
      .put("place", place(scenario))
      .put("feature", scenario.feature)
      .put("rule", scenario.rule)
      .put("name", scenario.name + repetition_in_words(scenario))
      .put("example", scenario.example)
      .put("ending", to_string(ending_of(scenario)))
      .put("attempt", scenario.attempt)
      .put("repetition", scenario.repetition)
      .put("why", ending_of(scenario) == Ending::flaky ? "" : why)
      .put("took", scenario.finished ? duration_text(*scenario.finished - scenario.started) : "");
  if (!scenario.test_case.empty()) head.put("testCase", scenario.test_case);
  if (is_failure(ending_of(scenario))) head.put("rerun", rerun_command(scenario, facts));
  if (const auto folder = evidence_of(scenario, facts); !folder.empty()) head.put("evidence", folder);
  return head.text();
}

}  // namespace

Html::Html(Output output, RunFacts facts, std::optional<AttachmentFolder> attachments)
    : output_(std::move(output)),
      facts_(std::move(facts)),
      attachments_(std::move(attachments)),
      template_(between(ordeal_html_template, ordeal_html_template_end)) {
  write_until("{{icon}}");
  output_.write(between(ordeal_html_icon, ordeal_html_icon_end));
  write_until("{{page_css}}");
  output_.write(between(ordeal_html_css, ordeal_html_css_end));
  write_until("{{records}}");
}

void Html::write_until(std::string_view placeholder) {
  const std::size_t at = template_.find(placeholder);
  output_.write(template_.substr(0, at));
  template_.remove_prefix(at == std::string_view::npos ? template_.size() : at + placeholder.size());
}

// Inside <script>, "</script" and "<!--" would end it or change how it is read, wherever they stand. In JSON,
// '<' occurs only in texts, and there \u003C is the same character.
void Html::write_record(std::string_view head, std::string_view messages) {
  output_.write("<script type=\"application/json\">");
  for (std::string_view json : {head, std::string_view("\n"), messages}) {
    for (std::size_t at = 0; (at = json.find('<')) != std::string_view::npos; json.remove_prefix(at + 1)) {
      output_.write(json.substr(0, at));
      output_.write("\\u003C");
    }
    output_.write(json);
  }
  output_.write("</script>\n");
}

void Html::write_told(std::string_view kind, const std::string& text) {
  write_record(JsonObject().put("kind", kind).put("text", text).text(), "");
}

// At the end, when it is known how long the run took.
void Html::write_heading() {
  std::string lines;
  for (const auto& [name, text] : heading_.lines(facts_))
    lines += (lines.empty() ? "" : ",") + JsonObject().put("name", name).put("text", text).text();
  if (!lines.empty())
    write_record(JsonObject().put("kind", "heading").put_json("lines", "[" + lines + "]").text(), "");
}

void Html::write_attempt(const Scenario& scenario, std::string_view messages) {
  write_record(head_of(scenario, facts_), messages);
}

void Html::keep_or_write(const messages::Envelope& envelope, std::string_view line) {
  const std::string attempt = attempt_of(envelope);
  if (std::holds_alternative<messages::TestCaseStarted>(envelope)) running_[attempt];
  if (const auto found = running_.find(attempt); found != running_.end()) {
    found->second += line;
  } else if (std::holds_alternative<messages::GherkinDocument>(envelope)) {
    write_record(record("document", source_), line);
  } else {
    write_record(head_of(envelope), line);
  }
}

void Html::on(const messages::Envelope& envelope) {
  facts_.on(envelope);
  heading_.on(envelope);
  if (const auto* note = messages::note_in(envelope)) write_told("note", *note);
  if (const auto hook = hooks_.on(envelope); hook && !hook->failed() && !hook->output.empty())
    write_told("hook", with_output(place(hook->uri, hook->line) + ": a hook of the run", hook->output));
  if (const auto problem = finder_.on(envelope)) write_told("problem", problem->text_with_output());
  if (const auto* source = std::get_if<messages::Source>(&envelope)) source_ = source->uri;
  const auto* attachment = std::get_if<messages::Attachment>(&envelope);
  std::string line =
      messages::to_ndjson(attachment && attachments_ ? attachments_->keep(*attachment) : envelope);
  keep_or_write(envelope, line += '\n');
  const auto scenario = tracker_.on(envelope);
  if (!scenario) return;
  const auto messages = running_.extract(scenario->id);
  write_attempt(*scenario, messages ? messages.mapped() : "");
}

boost::system::result<void, std::string> Html::finish() {
  for (const Scenario& scenario : tracker_.take_unfinished()) {
    const auto messages = running_.extract(scenario.id);
    write_attempt(scenario, messages ? messages.mapped() : "");
  }
  write_heading();
  write_until("{{cucumber_css}}");
  output_.write(between(ordeal_html_cucumber_css, ordeal_html_cucumber_css_end));
  write_until("{{cucumber_js}}");
  output_.write(between(ordeal_html_cucumber_script, ordeal_html_cucumber_script_end));
  write_until("{{page_js}}");
  output_.write(between(ordeal_html_script, ordeal_html_script_end));
  output_.write(template_);
  const auto kept = attachments_ ? attachments_->finish() : boost::system::result<void, std::string>();
  const auto written = output_.finish();
  return written.has_error() ? written : kept;
}

}  // namespace ordeal::reports
