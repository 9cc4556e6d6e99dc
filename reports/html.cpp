#include "reports/html.hpp"

#include "harness/messages/ndjson.hpp"
#include "harness/messages/note.hpp"
#include "harness/text/json_text.hpp"

extern "C" {
extern const char ordeal_html_template[], ordeal_html_template_end[];
extern const char ordeal_html_icon[], ordeal_html_icon_end[];
extern const char ordeal_html_css[], ordeal_html_css_end[];
extern const char ordeal_html_script[], ordeal_html_script_end[];
}

namespace ordeal::reports {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

Html::Html(Output output)
    : output_(std::move(output)), template_(between(ordeal_html_template, ordeal_html_template_end)) {
  write_until("{{title}}");
  output_.write("Ordeal");
  write_until("{{icon}}");
  output_.write(between(ordeal_html_icon, ordeal_html_icon_end));
  write_until("{{css}}");
  output_.write(between(ordeal_html_css, ordeal_html_css_end));
  write_until("{{custom_css}}");
  write_until("{{messages}}");
}

void Html::write_until(std::string_view placeholder) {
  const std::size_t at = template_.find(placeholder);
  output_.write(template_.substr(0, at));
  template_.remove_prefix(at == std::string_view::npos ? template_.size() : at + placeholder.size());
}

void Html::on(const messages::Envelope& envelope) {
  if (const auto* note = messages::note_in(envelope)) notes_.push_back(*note);
  if (!first_) output_.write(",");
  first_ = false;
  json_.clear();
  messages::append_ndjson(json_, envelope);
  write_for_script(json_);
}

// Inside <script>, "</script" and "<!--" would end it or change how it is read, wherever they stand. In JSON,
// '<' occurs only in texts, and there JavaScript reads \x3C as the same character.
void Html::write_for_script(std::string_view json) {
  for (std::size_t at = 0; (at = json.find('<')) != std::string_view::npos; json.remove_prefix(at + 1)) {
    output_.write(json.substr(0, at));
    output_.write("\\x3C");
  }
  output_.write(json);
}

// Cucumber's page shows attachments of scenarios only, so a note on the run stands above it.
void Html::write_banner(const std::string& note) {
  output_.write("document.body.prepend(Object.assign(document.createElement('p'),{role:'note',textContent:");
  json_.clear();
  append_json_string(json_, note);
  write_for_script(json_);
  output_.write("}));");
}

boost::system::result<void, std::string> Html::finish() {
  write_until("{{script}}");
  output_.write(between(ordeal_html_script, ordeal_html_script_end));
  write_until("{{custom_script}}");
  for (const std::string& note : notes_) write_banner(note);
  output_.write(template_);
  return output_.finish();
}

}  // namespace ordeal::reports
