#include "harness/expressions/compiler.hpp"

#include <algorithm>
#include <utility>

#include "harness/expressions/complaints.hpp"
#include "harness/expressions/parser.hpp"

namespace ordeal::expressions {
namespace {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view("\\^[({$.|?*+})]").find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

Span span_of(const Node& node) {
  return {node.start, node.end};
}

const Node* first(const Node& node, NodeType type) {
  const auto found =
      std::find_if(node.nodes.begin(), node.nodes.end(), [&](const Node& n) { return n.type == type; });
  return found == node.nodes.end() ? nullptr : &*found;
}

class Compiler {
 public:
  Compiler(std::string_view expression, const ParameterTypes& known)
      : expression_(expression), known_(known) {}

  Result<Compiled> compile(const Node& root) {
    auto regexp = sequence(root.nodes);
    if (!regexp) return regexp.error();
    return Compiled{"^" + *regexp + "$", std::move(types_), word_patterns(root, known_)};
  }

 private:
  Result<std::string> sequence(const std::vector<Node>& nodes) {
    std::string joined;
    for (const Node& node : nodes) {
      auto part = rewritten(node);
      if (!part) return part.error();
      joined += *part;
    }
    return joined;
  }

  Result<std::string> rewritten(const Node& node) {
    switch (node.type) {
      case NodeType::text:
        return escaped(node.token);
      case NodeType::optional:
        return optional(node);
      case NodeType::alternation:
        return alternation(node);
      case NodeType::parameter:
        return parameter(node);
      case NodeType::alternative:
      case NodeType::expression:
        break;
    }
    return sequence(node.nodes);
  }

  Result<std::string> optional(const Node& node) {
    if (const Node* inner = first(node, NodeType::parameter)) {
      return parameter_in_optional(expression_, span_of(*inner));
    }
    if (const Node* inner = first(node, NodeType::optional))
      return optional_in_optional(expression_, span_of(*inner));
    if (!first(node, NodeType::text)) return empty_optional(expression_, span_of(node));
    auto regexp = sequence(node.nodes);
    if (!regexp) return regexp.error();
    return "(?:" + *regexp + ")?";
  }

  Result<std::string> alternation(const Node& node) {
    for (const Node& alternative : node.nodes) {
      if (alternative.nodes.empty()) return empty_alternative(expression_, span_of(alternative));
      if (!first(alternative, NodeType::text))
        return alternative_of_optionals_only(expression_, span_of(alternative));
    }
    std::string joined;
    for (const Node& alternative : node.nodes) {
      auto regexp = sequence(alternative.nodes);
      if (!regexp) return regexp.error();
      joined += (joined.empty() ? "" : "|") + *regexp;
    }
    return "(?:" + joined + ")";
  }

  Result<std::string> parameter(const Node& node) {
    const std::string name = node.text();
    const ParameterType* type = known_.find(name);
    if (!type) return undefined_parameter_type(expression_, span_of(node), name);
    types_.push_back(type);
    if (type->regexps.size() == 1) return "(" + type->regexps.front() + ")";
    std::string joined;
    for (const std::string& regexp : type->regexps)
      joined += (joined.empty() ? "(?:" : "|(?:") + regexp + ")";
    return "(" + joined + ")";
  }

  std::string_view expression_;
  const ParameterTypes& known_;
  std::vector<const ParameterType*> types_;
};

}  // namespace

Result<Compiled> compile(std::string_view expression, const ParameterTypes& known) {
  const auto root = parse(expression);
  if (!root) return root.error();
  return Compiler(expression, known).compile(*root);
}

}  // namespace ordeal::expressions
