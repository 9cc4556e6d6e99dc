#include "harness/gherkin/token.hpp"

namespace ordeal::gherkin {

std::string_view name_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::eof:
      return "EOF";
    case TokenKind::empty:
      return "Empty";
    case TokenKind::comment:
      return "Comment";
    case TokenKind::tag_line:
      return "TagLine";
    case TokenKind::feature_line:
      return "FeatureLine";
    case TokenKind::rule_line:
      return "RuleLine";
    case TokenKind::background_line:
      return "BackgroundLine";
    case TokenKind::scenario_line:
      return "ScenarioLine";
    case TokenKind::examples_line:
      return "ExamplesLine";
    case TokenKind::step_line:
      return "StepLine";
    case TokenKind::doc_string_separator:
      return "DocStringSeparator";
    case TokenKind::table_row:
      return "TableRow";
    case TokenKind::language:
      return "Language";
    case TokenKind::other:
      return "Other";
  }
  return {};
}

}  // namespace ordeal::gherkin
