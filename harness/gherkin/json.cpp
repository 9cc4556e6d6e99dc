#include "harness/gherkin/json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "harness/gherkin/parser.hpp"

namespace ordeal::gherkin {
namespace {

namespace json = boost::json;

std::string_view name_of(KeywordType type) {
  switch (type) {
    case KeywordType::unknown:
      return "Unknown";
    case KeywordType::context:
      return "Context";
    case KeywordType::action:
      return "Action";
    case KeywordType::outcome:
      return "Outcome";
    case KeywordType::conjunction:
      return "Conjunction";
  }
  return {};
}

std::string_view name_of(StepType type) {
  switch (type) {
    case StepType::unknown:
      return "Unknown";
    case StepType::context:
      return "Context";
    case StepType::action:
      return "Action";
    case StepType::outcome:
      return "Outcome";
  }
  return {};
}

json::object to_json(Location location) {
  json::object object{{"line", location.line}};
  if (location.column > 0) object["column"] = location.column;
  return object;
}

// Calls the to_json of each.
template <typename T>
json::array to_json(std::span<const T> nodes);

json::value to_json(std::string_view text) {
  return json::string(text);
}

json::object to_json(const Comment& comment) {
  return {{"location", to_json(comment.location)}, {"text", comment.text}};
}

json::object to_json(const Tag& tag) {
  return {{"location", to_json(tag.location)}, {"id", tag.id}, {"name", tag.name}};
}

json::object to_json(const TableCell& cell) {
  return {{"location", to_json(cell.location)}, {"value", cell.value}};
}

json::object to_json(const TableRow& row) {
  return {{"location", to_json(row.location)}, {"id", row.id}, {"cells", to_json(row.cells)}};
}

json::object to_json(const DataTable& table) {
  return {{"location", to_json(table.location)}, {"rows", to_json(table.rows)}};
}

json::object to_json(const DocString& doc_string) {
  json::object object{{"location", to_json(doc_string.location)},
                      {"content", doc_string.content},
                      {"delimiter", doc_string.delimiter}};
  if (!doc_string.media_type.empty()) object["mediaType"] = doc_string.media_type;
  return object;
}

json::object to_json(const Step& step) {
  json::object object{{"location", to_json(step.location)},
                      {"id", step.id},
                      {"keyword", step.keyword},
                      {"keywordType", name_of(step.keyword_type)},
                      {"text", step.text}};
  if (step.doc_string) object["docString"] = to_json(*step.doc_string);
  if (step.data_table) object["dataTable"] = to_json(*step.data_table);
  return object;
}

// What a feature, rule, background, scenario and examples have in common.
template <typename Node>
json::object titled(const Node& node) {
  return {{"location", to_json(node.location)},
          {"keyword", node.keyword},
          {"name", node.name},
          {"description", node.description}};
}

json::object to_json(const Background& background) {
  json::object object = titled(background);
  object["id"] = background.id;
  object["steps"] = to_json(background.steps);
  return object;
}

json::object to_json(const Examples& examples) {
  json::object object = titled(examples);
  object["id"] = examples.id;
  object["tags"] = to_json(examples.tags);
  if (examples.header) object["tableHeader"] = to_json(*examples.header);
  object["tableBody"] = to_json(examples.body);
  return object;
}

json::object to_json(const Scenario& scenario) {
  json::object object = titled(scenario);
  object["id"] = scenario.id;
  object["tags"] = to_json(scenario.tags);
  object["steps"] = to_json(scenario.steps);
  object["examples"] = to_json(scenario.examples);
  return object;
}

// The children that a feature and a rule have in common.
template <typename Node>
json::array children(const Node& node) {
  json::array array;
  if (node.background) array.push_back({{"background", to_json(*node.background)}});
  for (const Scenario& scenario : node.scenarios) array.push_back({{"scenario", to_json(scenario)}});
  return array;
}

json::object to_json(const Rule& rule) {
  json::object object = titled(rule);
  object["id"] = rule.id;
  object["tags"] = to_json(rule.tags);
  object["children"] = children(rule);
  return object;
}

json::object to_json(const Feature& feature) {
  json::object object = titled(feature);
  object["language"] = feature.language;
  object["tags"] = to_json(feature.tags);
  json::array all = children(feature);
  for (const Rule& rule : feature.rules) all.push_back({{"rule", to_json(rule)}});
  object["children"] = std::move(all);
  return object;
}

json::object to_json(const PickleTag& tag) {
  return {{"name", tag.name}, {"astNodeId", tag.ast_node_id}};
}

json::object to_json(const PickleDocString& doc_string) {
  json::object object{{"content", doc_string.content}};
  if (!doc_string.media_type.empty()) object["mediaType"] = doc_string.media_type;
  if (doc_string.argument_index > 0) object["argumentIndex"] = doc_string.argument_index;
  return object;
}

json::object to_json(const PickleRow& row) {
  json::array cells;
  for (const std::string_view cell : row.cells) cells.push_back(json::object{{"value", cell}});
  return {{"cells", std::move(cells)}};
}

json::object to_json(const PickleTable& table) {
  json::object object{{"rows", to_json(table.rows)}};
  if (table.argument_index > 0) object["argumentIndex"] = table.argument_index;
  return object;
}

json::object to_json(const PickleStep& step) {
  json::object object{{"id", step.id},
                      {"text", step.text},
                      {"type", name_of(step.type)},
                      {"astNodeIds", to_json(step.ast_node_ids)}};
  json::object argument;
  if (step.doc_string) argument["docString"] = to_json(*step.doc_string);
  if (step.data_table) argument["dataTable"] = to_json(*step.data_table);
  if (!argument.empty()) object["argument"] = std::move(argument);
  return object;
}

template <typename T>
json::array to_json(std::span<const T> nodes) {
  json::array array;
  array.reserve(nodes.size());
  for (const T& node : nodes) array.push_back(to_json(node));
  return array;
}

void append(std::string& text, const Token& token) {
  if (token.kind == TokenKind::eof) {
    text += "EOF\n";
    return;
  }
  text.append("(").append(std::to_string(token.location.line)).append(":");
  text.append(std::to_string(token.location.column)).append(")");
  text.append(gherkin::name_of(token.kind)).append(":");
  if (!token.keyword.empty()) {
    text.append("(")
        .append(token.kind == TokenKind::step_line ? name_of(token.keyword_type) : "")
        .append(")");
    text.append(token.keyword);
  }
  text.append("/").append(token.text).append("/");
  std::string_view separator;
  for (const TokenItem& item : token.items) {
    text.append(separator).append(std::to_string(item.column)).append(":").append(item.text);
    separator = ",";
  }
  text += '\n';
}

}  // namespace

json::value source_json(std::string_view uri, std::string_view text) {
  return {{"source", {{"uri", uri}, {"data", text}, {"mediaType", media_type_of(uri)}}}};
}

json::value document_json(const Document& document) {
  json::object object{{"uri", document.uri}, {"comments", to_json(document.comments)}};
  if (document.feature) object["feature"] = to_json(*document.feature);
  return {{"gherkinDocument", std::move(object)}};
}

json::value pickle_json(const Pickle& pickle) {
  return {{"pickle",
           {{"id", pickle.id},
            {"uri", pickle.uri},
            {"location", to_json(pickle.location)},
            {"name", pickle.name},
            {"language", pickle.language},
            {"steps", to_json(pickle.steps)},
            {"tags", to_json(pickle.tags)},
            {"astNodeIds", to_json(pickle.ast_node_ids)}}}};
}

json::value parse_error_json(const ParseError& error, std::string_view uri) {
  return {{"parseError",
           {{"source", {{"uri", uri}, {"location", to_json(error.location)}}},
            {"message", official_message(error)}}}};
}

std::string tokens_text(std::span<const Token> tokens) {
  std::string text;
  for (const Token& token : tokens) append(text, token);
  return text;
}

}  // namespace ordeal::gherkin
