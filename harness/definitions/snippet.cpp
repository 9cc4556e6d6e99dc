#include "harness/definitions/snippet.hpp"

#include <cctype>
#include <chrono>
#include <cstdint>
#include <map>

#include "harness/definitions/readable_type.hpp"
#include "harness/expressions/generator.hpp"

namespace ordeal {
namespace {

using expressions::ParameterType;

std::string macro_for(std::string_view keyword) {
  if (keyword == "Given") return "GIVEN";
  if (keyword == "When") return "WHEN";
  if (keyword == "Then") return "THEN";
  return "STEP";
}

std::string in_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string written_type(const ParameterType& type) {
  if (type.type == typeid(std::int64_t)) return "int";
  if (type.type == typeid(std::string)) return "const std::string&";
  return readable_type(type.type);
}

// What a parameter of this type may be called; {int} and {float} are C++ keywords.
std::string variable_for(const ParameterType& type) {
  if (type.type == typeid(std::int64_t) || type.type == typeid(double)) return "number";
  if (type.type == typeid(std::string)) return "text";
  std::string name;
  for (const char c : type.name) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

std::string parameters_for(const std::vector<const ParameterType*>& types, const StepArgument& step_argument,
                           std::string_view world) {
  std::string list(world);
  const auto add = [&](const std::string& parameter) { list += (list.empty() ? "" : ", ") + parameter; };
  std::map<std::string, int> used;
  for (const ParameterType* type : types) {
    const std::string name = variable_for(*type);
    const int times = ++used[name];
    add(written_type(*type) + " " + name + (times > 1 ? std::to_string(times) : ""));
  }
  if (std::holds_alternative<DataTable>(step_argument)) add("const DataTable& table");
  if (std::holds_alternative<DocString>(step_argument)) add("const DocString& document");
  return list;
}

}  // namespace

std::vector<Snippet> snippets_for(std::string_view keyword, std::string_view step_text,
                                  const StepArgument& step_argument, const expressions::ParameterTypes& known,
                                  std::string_view world) {
  std::vector<Snippet> snippets;
  for (const auto& expression : expressions::generated_expressions(step_text, known)) {
    snippets.push_back({expression.source, macro_for(keyword) + "(" + in_quotes(expression.source) + ", (" +
                                               parameters_for(expression.types, step_argument, world) +
                                               ")) {\n  pending(\"to be written\");\n}\n"});
  }
  return snippets;
}

}  // namespace ordeal
