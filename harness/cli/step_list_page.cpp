// The page of `ordeal steps --format html`.
#include "harness/cli/step_list_formats.hpp"
#include "harness/text/escape.hpp"

namespace ordeal::cli {
namespace {

constexpr const char* head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Steps</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
input { font: inherit; width: 100%; padding: .5rem; box-sizing: border-box; }
article { padding: .75rem 0; border-bottom: 1px solid #8884; }
code { font: .95em ui-monospace, monospace; overflow-wrap: anywhere; }
.keyword { font-weight: 600; }
.parameter { color: #0a7ea4; }
.place { opacity: .65; font-size: .85em; overflow-wrap: anywhere; }
p, ul { margin: .25rem 0; }
[hidden] { display: none; }
</style>
</head>
<body>
<h1>Steps</h1>
<label>Search <input id="search" type="search" autofocus placeholder="words of a step or of what it does"></label>
<p id="count" role="status"></p>
)";

constexpr const char* tail = R"(<script>
const field = document.getElementById('search');
const entries = [...document.querySelectorAll('article')];
const texts = entries.map(entry => entry.textContent.toLowerCase());
function show() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  entries.forEach((entry, i) => {
    entry.hidden = !words.every(word => texts[i].includes(word));
    shown += entry.hidden ? 0 : 1;
  });
  document.querySelectorAll('section').forEach(section => {
    section.hidden = ![...section.querySelectorAll('article')].some(entry => !entry.hidden);
  });
  document.getElementById('count').textContent = shown + ' of ' + entries.length;
}
field.addEventListener('input', show);
show();
</script>
</body>
</html>
)";

std::string with_parameters(const ListedStep& step) {
  std::string marked;
  for (const char c : escaped_markup(step.wording)) {
    if (c == '{' && !step.regular) marked += R"(<span class="parameter">)";
    marked += c;
    if (c == '}' && !step.regular) marked += "</span>";
  }
  return marked;
}

void write_step(std::ostream& out, const ListedStep& step) {
  out << "<article>\n<p><span class=\"keyword\">" << escaped_markup(step.keyword) << "</span> <code>"
      << with_parameters(step) << "</code></p>\n";
  if (!step.description.empty()) out << "<p>" << escaped_markup(step.description) << "</p>\n";
  if (!step.takes.empty()) out << "<p>Takes a " << step.takes << ".</p>\n";
  if (!step.examples.empty()) {
    out << "<ul>\n";
    for (const UsageExample& example : step.examples)
      out << "<li><code>" << escaped_markup(example.text) << "</code> <span class=\"place\">"
          << escaped_markup(example.place) << "</span></li>\n";
    out << "</ul>\n";
  }
  out << "<p class=\"place\">" << escaped_markup(step.where.text()) << "</p>\n</article>\n";
}

void write_parameter(std::ostream& out, const ListedParameter& parameter) {
  out << "<article>\n<p><code class=\"parameter\">{" << escaped_markup(parameter.name)
      << "}</code> becomes <code>" << escaped_markup(parameter.becomes) << "</code></p>\n<ul>\n";
  for (const std::string& pattern : parameter.patterns)
    out << "<li><code>" << escaped_markup(pattern) << "</code></li>\n";
  out << "</ul>\n";
  if (!parameter.place.empty()) out << "<p class=\"place\">" << escaped_markup(parameter.place) << "</p>\n";
  out << "</article>\n";
}

}  // namespace

void write_html(std::ostream& out, const std::vector<ListedStep>& steps,
                const std::vector<ListedParameter>& parameters) {
  out << head;
  std::string file;
  for (const ListedStep& step : steps) {
    if (step.where.file != file) {
      if (!file.empty()) out << "</section>\n";
      file = step.where.file;
      out << "<section>\n<h2>" << escaped_markup(file) << "</h2>\n";
    }
    write_step(out, step);
  }
  if (!file.empty()) out << "</section>\n";
  if (!parameters.empty()) {
    out << "<section>\n<h2>Parameter types</h2>\n";
    for (const ListedParameter& parameter : parameters) write_parameter(out, parameter);
    out << "</section>\n";
  }
  out << tail;
}

}  // namespace ordeal::cli
