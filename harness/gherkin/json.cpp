#include "harness/gherkin/json.hpp"

#include "harness/gherkin/parser.hpp"
#include "harness/text/json_text.hpp"

namespace ordeal::gherkin {
namespace {

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

// Appends nodes. An object's first member is one that is always there, so that the others begin with a comma.
class Writer {
 public:
  explicit Writer(std::string& json) : json_(json) {}

  void write(const Document& document) {
    member("{\"uri\":", document.uri);
    if (document.feature) member(",\"feature\":", *document.feature);
    member(",\"comments\":", document.comments);
    json_ += '}';
  }

  void write(const Pickle& pickle) {
    member("{\"id\":", pickle.id);
    member(",\"uri\":", pickle.uri);
    member(",\"location\":", pickle.location);
    member(",\"name\":", pickle.name);
    member(",\"language\":", pickle.language);
    member(",\"steps\":", pickle.steps);
    member(",\"tags\":", pickle.tags);
    member(",\"astNodeIds\":", pickle.ast_node_ids);
    json_ += '}';
  }

  void write(std::string_view text) { append_json_string(json_, text); }

  void write(Location location) {
    json_ += "{\"line\":";
    append_json_number(json_, location.line);
    if (location.column > 0) number(",\"column\":", location.column);
    json_ += '}';
  }

  // `name` comes with its quotes, colon and what stands before it.
  template <typename Value>
  void member(std::string_view name, const Value& value) {
    json_ += name;
    write(value);
  }

 private:
  template <typename T>
  void write(std::span<const T> nodes) {
    json_ += '[';
    for (const T& node : nodes) {
      if (&node != nodes.data()) json_ += ',';
      write(node);
    }
    json_ += ']';
  }

  void number(std::string_view name, std::uint32_t value) {
    json_ += name;
    append_json_number(json_, value);
  }

  // A word of the schema's: no escapes.
  void word(std::string_view name, std::string_view value) {
    json_.append(name).append("\"").append(value).append("\"");
  }

  void write(const Comment& comment) {
    member("{\"location\":", comment.location);
    member(",\"text\":", comment.text);
    json_ += '}';
  }

  void write(const Tag& tag) {
    member("{\"location\":", tag.location);
    member(",\"name\":", tag.name);
    member(",\"id\":", tag.id);
    json_ += '}';
  }

  void write(const TableCell& cell) {
    member("{\"location\":", cell.location);
    member(",\"value\":", cell.value);
    json_ += '}';
  }

  void write(const TableRow& row) {
    member("{\"location\":", row.location);
    member(",\"cells\":", row.cells);
    member(",\"id\":", row.id);
    json_ += '}';
  }

  void write(const DataTable& table) {
    member("{\"location\":", table.location);
    member(",\"rows\":", table.rows);
    json_ += '}';
  }

  void write(const DocString& doc_string) {
    member("{\"location\":", doc_string.location);
    if (!doc_string.media_type.empty()) member(",\"mediaType\":", doc_string.media_type);
    member(",\"content\":", doc_string.content);
    member(",\"delimiter\":", doc_string.delimiter);
    json_ += '}';
  }

  void write(const Step& step) {
    member("{\"location\":", step.location);
    member(",\"keyword\":", step.keyword);
    word(",\"keywordType\":", name_of(step.keyword_type));
    member(",\"text\":", step.text);
    if (step.doc_string) member(",\"docString\":", *step.doc_string);
    if (step.data_table) member(",\"dataTable\":", *step.data_table);
    member(",\"id\":", step.id);
    json_ += '}';
  }

  // What a feature, rule, background, scenario and examples have in common.
  template <typename Node>
  void begin_titled(const Node& node) {
    member("{\"location\":", node.location);
    member(",\"keyword\":", node.keyword);
    member(",\"name\":", node.name);
    member(",\"description\":", node.description);
  }

  void write(const Background& background) {
    begin_titled(background);
    member(",\"steps\":", background.steps);
    member(",\"id\":", background.id);
    json_ += '}';
  }

  void write(const Examples& examples) {
    begin_titled(examples);
    member(",\"tags\":", examples.tags);
    if (examples.header) member(",\"tableHeader\":", *examples.header);
    member(",\"tableBody\":", examples.body);
    member(",\"id\":", examples.id);
    json_ += '}';
  }

  void write(const Scenario& scenario) {
    begin_titled(scenario);
    member(",\"tags\":", scenario.tags);
    member(",\"steps\":", scenario.steps);
    member(",\"examples\":", scenario.examples);
    member(",\"id\":", scenario.id);
    json_ += '}';
  }

  // The children that a feature and a rule have in common, each an object that says what it is.
  template <typename Node>
  void begin_children(const Node& node) {
    json_ += ",\"children\":[";
    if (node.background) child("{\"background\":", *node.background);
    for (const Scenario& scenario : node.scenarios) child("{\"scenario\":", scenario);
  }

  template <typename Node>
  void child(std::string_view name, const Node& node) {
    if (json_.back() != '[') json_ += ',';
    member(name, node);
    json_ += '}';
  }

  void write(const Rule& rule) {
    begin_titled(rule);
    member(",\"tags\":", rule.tags);
    begin_children(rule);
    member("],\"id\":", rule.id);
    json_ += '}';
  }

  void write(const Feature& feature) {
    begin_titled(feature);
    member(",\"tags\":", feature.tags);
    member(",\"language\":", feature.language);
    begin_children(feature);
    for (const Rule& rule : feature.rules) child("{\"rule\":", rule);
    json_ += "]}";
  }

  void write(const PickleTag& tag) {
    member("{\"name\":", tag.name);
    member(",\"astNodeId\":", tag.ast_node_id);
    json_ += '}';
  }

  void write(const PickleDocString& doc_string) {
    member("{\"content\":", doc_string.content);
    if (!doc_string.media_type.empty()) member(",\"mediaType\":", doc_string.media_type);
    if (doc_string.argument_index > 0) number(",\"argumentIndex\":", doc_string.argument_index);
    json_ += '}';
  }

  void write(const PickleRow& row) {
    json_ += "{\"cells\":[";
    for (const std::string_view& cell : row.cells) {
      member(&cell == row.cells.data() ? "{\"value\":" : ",{\"value\":", cell);
      json_ += '}';
    }
    json_ += "]}";
  }

  void write(const PickleTable& table) {
    member("{\"rows\":", table.rows);
    if (table.argument_index > 0) number(",\"argumentIndex\":", table.argument_index);
    json_ += '}';
  }

  void write(const PickleStep& step) {
    member("{\"id\":", step.id);
    member(",\"text\":", step.text);
    word(",\"type\":", name_of(step.type));
    member(",\"astNodeIds\":", step.ast_node_ids);
    if (step.doc_string || step.data_table) {
      json_ += ",\"argument\":";
      if (step.doc_string) member("{\"docString\":", *step.doc_string);
      if (step.data_table) member(step.doc_string ? ",\"dataTable\":" : "{\"dataTable\":", *step.data_table);
      json_ += '}';
    }
    json_ += '}';
  }

  std::string& json_;
};

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

void append_source_json(std::string& json, std::string_view uri, std::string_view text) {
  Writer writer(json);
  writer.member("{\"source\":{\"uri\":", uri);
  writer.member(",\"data\":", text);
  writer.member(",\"mediaType\":", media_type_of(uri));
  json += "}}";
}

void append_document_json(std::string& json, const Document& document) {
  Writer(json).member("{\"gherkinDocument\":", document);
  json += '}';
}

void append_pickle_json(std::string& json, const Pickle& pickle) {
  Writer(json).member("{\"pickle\":", pickle);
  json += '}';
}

void append_parse_error_json(std::string& json, const ParseError& error, std::string_view uri) {
  Writer writer(json);
  writer.member("{\"parseError\":{\"source\":{\"uri\":", uri);
  writer.member(",\"location\":", error.location);
  writer.member("},\"message\":", std::string_view(official_message(error)));
  json += "}}";
}

std::string document_content(const Document& document) {
  std::string json;
  json.reserve(document.source.size() * 4);
  Writer(json).write(document);
  json.shrink_to_fit();
  return json;
}

std::string tokens_text(std::span<const Token> tokens) {
  std::string text;
  for (const Token& token : tokens) append(text, token);
  return text;
}

}  // namespace ordeal::gherkin
