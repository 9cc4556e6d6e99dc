#include "harness/definitions/snippet.hpp"

#include <cctype>
#include <chrono>
#include <cstdint>
#include <map>

#include "harness/definitions/readable_type.hpp"
#include "harness/expressions/generator.hpp"
#include "harness/text/replaced.hpp"

namespace ordeal {
namespace {

using expressions::ParameterType;

std::string in_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

// Those of C++20 that are letters alone, as names of parameter types mostly are.
constexpr std::string_view kKeywords =
    " alignas alignof and asm auto bitand bitor bool break case catch char class compl concept const "
    "consteval "
    "constexpr constinit continue decltype default delete do double else enum explicit export extern false "
    "float for friend goto if inline int long mutable namespace new noexcept not nullptr operator or private "
    "protected public register requires return short signed sizeof static struct switch template this throw "
    "true try typedef typeid typename union unsigned using virtual void volatile while xor ";

bool is_keyword(const std::string& name) {
  return kKeywords.find(" " + name + " ") != std::string_view::npos;
}

// A type's name as one writes it in the file that declares it.
std::string written_type(const ParameterType& type) {
  if (type.type == typeid(std::int64_t)) return "int";
  if (type.type == typeid(std::string)) return "const std::string&";
  return replaced(readable_type(type.type), "(anonymous namespace)::", "");
}

// What a parameter of this type may be called. A type's name may have spaces, letters beyond ASCII, a digit
// in front, or be a word of C++.
std::string variable_for(const ParameterType& type) {
  if (type.type == typeid(std::int64_t) || type.type == typeid(double)) return "number";
  if (type.type == typeid(std::string)) return "text";
  std::string name;
  for (const char c : type.name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte)) {
      name += c;
    } else if (!name.ends_with('_')) {
      name += '_';
    }
  }
  const bool is_name = std::isalpha(static_cast<unsigned char>(name.front())) && !is_keyword(name);
  return is_name ? name : "the_" + name;
}

// A function's parameters, each with a name of its own.
class ParameterList {
 public:
  explicit ParameterList(std::string_view first) : text_(first) {}

  void add(const std::string& type, const std::string& name) {
    const int times = ++used_[name];
    text_ += (text_.empty() ? "" : ", ") + type + " " + name + (times > 1 ? std::to_string(times) : "");
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::map<std::string, int> used_;
};

std::string parameters_for(const std::vector<const ParameterType*>& types, const StepArgument& below,
                           std::string_view world) {
  ParameterList list(world);
  for (const ParameterType* type : types) list.add(written_type(*type), variable_for(*type));
  const auto add_doc_string = [&] {
    if (below.doc_string) list.add("const ordeal::DocString&", "document");
  };
  if (below.doc_string_first) add_doc_string();
  if (below.table) list.add("const ordeal::DataTable&", "table");
  if (!below.doc_string_first) add_doc_string();
  return list.text();
}

}  // namespace

std::vector<Snippet> snippets_for(std::string_view macro, std::string_view step_text,
                                  const StepArgument& step_argument, const expressions::ParameterTypes& known,
                                  std::string_view world) {
  std::vector<Snippet> snippets;
  for (const auto& expression : expressions::generated_expressions(step_text, known)) {
    snippets.push_back({expression.source, std::string(macro) + "(" + in_quotes(expression.source) + ", (" +
                                               parameters_for(expression.types, step_argument, world) +
                                               ")) {\n  ordeal::pending(\"to be written\");\n}\n"});
  }
  return snippets;
}

}  // namespace ordeal
