#include "harness/cli/step_list_formats.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "harness/text/escape.hpp"
#include "harness/text/joined.hpp"

namespace ordeal::cli {
namespace {

namespace json = boost::json;

// The wording with its {parameters} painted.
std::string painted(const ListedStep& step, const Paint& paint) {
  if (step.regular) return paint.cyan("/" + step.wording + "/");
  std::string text;
  std::size_t at = 0;
  for (std::size_t open; (open = step.wording.find('{', at)) != std::string::npos;) {
    const std::size_t close = step.wording.find('}', open);
    if (close == std::string::npos) break;
    text += step.wording.substr(at, open - at) + paint.cyan(step.wording.substr(open, close + 1 - open));
    at = close + 1;
  }
  return text + step.wording.substr(at);
}

// For a cell of a Markdown table.
std::string cell(const std::string& text) {
  constexpr Escape escapes[] = {{'|', "\\|"}, {'\n', " "}};
  return escaped(text, escapes);
}

// As code, fenced by two backticks where one stands in it.
std::string code_cell(const std::string& text) {
  const std::string fence = text.find('`') == std::string::npos ? "`" : "``";
  const std::string space = fence.size() == 1 ? "" : " ";
  return fence + space + cell(text) + space + fence;
}

json::array strings(const std::vector<std::string>& texts) {
  json::array all;
  for (const std::string& text : texts) all.emplace_back(text);
  return all;
}

}  // namespace

void write_text(std::ostream& out, const std::vector<ListedStep>& steps, const Paint& paint) {
  for (const ListedStep& step : steps) {
    out << paint.bold(step.keyword) << " " << painted(step, paint) << "\n";
    out << "    " << paint.dim(step.where.text()) << "\n";
    if (!step.description.empty()) out << "    " << step.description << "\n";
    if (!step.takes.empty()) out << "    takes a " << step.takes << "\n";
    for (const UsageExample& example : step.examples)
      out << "    › " << example.text << "  " << paint.dim(example.place) << "\n";
  }
}

void write_text(std::ostream& out, const std::vector<ListedParameter>& parameters, const Paint& paint) {
  for (const ListedParameter& parameter : parameters) {
    out << paint.cyan("{" + parameter.name + "}") << "  " << parameter.becomes << "\n";
    out << "    " << joined(parameter.patterns, "  or  ") << "\n";
    if (!parameter.place.empty()) out << "    " << paint.dim(parameter.place) << "\n";
  }
}

void write_markdown(std::ostream& out, const std::vector<ListedStep>& steps) {
  std::string file;
  out << "# Steps\n";
  for (const ListedStep& step : steps) {
    if (step.where.file != file) {
      file = step.where.file;
      out << "\n## " << file << "\n\n| | step | what it does | for example |\n|---|---|---|---|\n";
    }
    std::string description = cell(step.description);
    if (!step.takes.empty())
      description += (description.empty() ? "" : " ") + ("Takes a " + step.takes + ".");
    std::vector<std::string> examples;
    for (const UsageExample& example : step.examples) examples.push_back(code_cell(example.text));
    out << "| " << step.keyword << " | " << code_cell(step.wording) << " | " << description << " | "
        << joined(examples, "<br>") << " |\n";
  }
}

void write_markdown(std::ostream& out, const std::vector<ListedParameter>& parameters) {
  out << "# Parameter types\n\n| name | pattern | becomes | declared |\n|---|---|---|---|\n";
  for (const ListedParameter& parameter : parameters) {
    std::vector<std::string> patterns;
    for (const std::string& pattern : parameter.patterns) patterns.push_back(code_cell(pattern));
    out << "| `{" << parameter.name << "}` | " << joined(patterns, "<br>") << " | "
        << code_cell(parameter.becomes) << " | " << parameter.place << " |\n";
  }
}

void write_json(std::ostream& out, const std::vector<ListedStep>& steps) {
  json::array all;
  for (const ListedStep& step : steps) {
    json::array examples;
    for (const auto& example : step.examples)
      examples.push_back(json::object{{"text", example.text}, {"place", example.place}});
    all.push_back(json::object{{"keyword", step.keyword},
                               {"wording", step.wording},
                               {"regular", step.regular},
                               {"description", step.description},
                               {"takes", step.takes},
                               {"file", step.where.file},
                               {"line", step.where.line},
                               {"parameters", strings(step.parameters)},
                               {"examples", examples}});
  }
  out << json::serialize(all) << "\n";
}

void write_json(std::ostream& out, const std::vector<ListedParameter>& parameters) {
  json::array all;
  for (const ListedParameter& parameter : parameters) {
    all.push_back(json::object{{"name", parameter.name},
                               {"patterns", strings(parameter.patterns)},
                               {"becomes", parameter.becomes},
                               {"place", parameter.place}});
  }
  out << json::serialize(all) << "\n";
}

}  // namespace ordeal::cli
