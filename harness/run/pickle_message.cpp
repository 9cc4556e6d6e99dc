#include "harness/run/pickle_message.hpp"

namespace ordeal::run {
namespace {

messages::StepType as_message(gherkin::StepType type) {
  switch (type) {
    case gherkin::StepType::context:
      return messages::StepType::context;
    case gherkin::StepType::action:
      return messages::StepType::action;
    case gherkin::StepType::outcome:
      return messages::StepType::outcome;
    case gherkin::StepType::unknown:
      break;
  }
  return messages::StepType::unknown;
}

std::optional<std::int64_t> index_message(std::uint32_t index) {
  return index > 0 ? std::optional<std::int64_t>(index) : std::nullopt;
}

messages::PickleDocString as_message(const gherkin::PickleDocString& text) {
  messages::PickleDocString message{.argument_index = index_message(text.argument_index),
                                    .content = std::string(text.content)};
  if (!text.media_type.empty()) message.media_type = std::string(text.media_type);
  return message;
}

messages::PickleTable as_message(const gherkin::PickleTable& table) {
  messages::PickleTable message{.argument_index = index_message(table.argument_index)};
  for (const auto& row : table.rows) {
    auto& added = message.rows.emplace_back();
    for (const std::string_view cell : row.cells) added.cells.push_back({std::string(cell)});
  }
  return message;
}

std::vector<std::string> ids_message(std::span<const std::string_view> ids) {
  return {ids.begin(), ids.end()};
}

messages::PickleStep as_message(const gherkin::PickleStep& step) {
  messages::PickleStep message{.ast_node_ids = ids_message(step.ast_node_ids),
                               .id = std::string(step.id),
                               .type = as_message(step.type),
                               .text = std::string(step.text)};
  if (step.doc_string || step.data_table) message.argument.emplace();
  if (step.doc_string) message.argument->doc_string = as_message(*step.doc_string);
  if (step.data_table) message.argument->data_table = as_message(*step.data_table);
  return message;
}

}  // namespace

messages::Pickle as_message(const gherkin::Pickle& pickle) {
  messages::Pickle message{.id = std::string(pickle.id),
                           .uri = std::string(pickle.uri),
                           .location = messages::Location{pickle.location.line, pickle.location.column},
                           .name = std::string(pickle.name),
                           .language = std::string(pickle.language),
                           .ast_node_ids = ids_message(pickle.ast_node_ids)};
  message.steps.reserve(pickle.steps.size());
  for (const auto& step : pickle.steps) message.steps.push_back(as_message(step));
  message.tags.reserve(pickle.tags.size());
  for (const auto& tag : pickle.tags)
    message.tags.push_back({std::string(tag.name), std::string(tag.ast_node_id)});
  return message;
}

}  // namespace ordeal::run
