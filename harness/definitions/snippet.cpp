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

std::string parameters_for(const std::vector<const ParameterType*>& types,
                           const StepArgument& step_argument) {
  std::string list = "World& world";
  std::map<std::string, int> used;
  for (const ParameterType* type : types) {
    const std::string name = variable_for(*type);
    const int times = ++used[name];
    list += ", " + written_type(*type) + " " + name + (times > 1 ? std::to_string(times) : "");
  }
  if (std::holds_alternative<DataTable>(step_argument)) list += ", const DataTable& table";
  if (std::holds_alternative<DocString>(step_argument)) list += ", const DocString& document";
  return list;
}

}  // namespace

Snippet snippet_for(std::string_view keyword, std::string_view step_text, const StepArgument& step_argument,
                    const expressions::ParameterTypes& known) {
  Snippet snippet;
  const auto generated = expressions::generated_expressions(step_text, known);
  for (const auto& expression : generated) snippet.wordings.push_back(expression.source);
  const auto& best = generated.front();
  snippet.code = macro_for(keyword) + "(" + in_quotes(best.source) + ", (" +
                 parameters_for(best.types, step_argument) + ")) {\n  pending(\"to be written\");\n}\n";
  return snippet;
}

}  // namespace ordeal
