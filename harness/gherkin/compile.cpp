#include "harness/gherkin/compile.hpp"

#include <array>

#include "harness/gherkin/placeholders.hpp"
#include "harness/gherkin/store.hpp"

namespace ordeal::gherkin {
namespace {

StepType type_of(KeywordType keyword, StepType before) {
  switch (keyword) {
    case KeywordType::context:
      return StepType::context;
    case KeywordType::action:
      return StepType::action;
    case KeywordType::outcome:
      return StepType::outcome;
    case KeywordType::conjunction:
      return before;
    case KeywordType::unknown:
      return StepType::unknown;
  }
  return StepType::unknown;
}

// One row of an examples table.
struct Row {
  Placeholders& placeholders;
  const TableRow& values;
};

// The backgrounds and tags above a scenario.
struct Surroundings {
  std::vector<const Step*> background;
  std::vector<Tag> tags;

  void enter(const std::optional<Background>& inner, std::span<const Tag> inner_tags) {
    if (inner) {
      for (const Step& step : inner->steps) background.push_back(&step);
    }
    tags.insert(tags.end(), inner_tags.begin(), inner_tags.end());
  }
};

class Compiler {
 public:
  Compiler(const Document& document, IdGenerator& ids, std::size_t max_work)
      : document_(document),
        ids_(ids),
        store_(std::make_shared<Store>(document.memory)),
        budget_(max_work),
        max_work_(max_work) {}

  ParseResult<Pickles> run() {
    if (document_.feature) {
      const Feature& feature = *document_.feature;
      Surroundings around;
      around.enter(feature.background, feature.tags);
      for (const Scenario& scenario : feature.scenarios) add(scenario, around);
      for (const Rule& rule : feature.rules) {
        if (!charge(rule.location,
                    around.background.size() * sizeof(Step*) + around.tags.size() * sizeof(Tag)))
          break;
        Surroundings in_rule = around;
        in_rule.enter(rule.background, rule.tags);
        for (const Scenario& scenario : rule.scenarios) add(scenario, in_rule);
      }
    }
    if (budget_.exhausted()) {
      return std::vector{ParseError{too_much_, "the pickles need more than " + std::to_string(max_work_) +
                                                   " bytes of work: split the examples or the background"}};
    }
    return Pickles{store_, store_->settle(pickles_)};
  }

 private:
  void add(const Scenario& scenario, const Surroundings& around) {
    if (scenario.examples.empty()) {
      const auto tags = pickle_tags(scenario, around, {});
      add_pickle(scenario, around, nullptr, tags);
    }
    for (const Examples& examples : scenario.examples) {
      if (!examples.header || examples.body.empty()) continue;
      Placeholders placeholders(examples.header->cells, *store_, budget_);
      const auto tags = pickle_tags(scenario, around, examples.tags);  // the same for each row
      for (const TableRow& values : examples.body) {
        placeholders.use(values.cells);
        const Row row{placeholders, values};
        add_pickle(scenario, around, &row, tags);
      }
    }
  }

  void add_pickle(const Scenario& scenario, const Surroundings& around, const Row* row,
                  std::span<const PickleTag> tags) {
    const std::size_t steps = scenario.steps.empty() ? 0 : around.background.size() + scenario.steps.size();
    if (!charge(scenario.location, sizeof(Pickle) + steps * sizeof(PickleStep))) return;
    PickleStep* const room = store_->room<PickleStep>(steps);
    PickleStep* made = room;
    StepType type = StepType::unknown;
    if (steps > 0) {
      for (const Step* step : around.background) new (made++) PickleStep(pickle_step(*step, nullptr, type));
    }
    for (const Step& step : scenario.steps) new (made++) PickleStep(pickle_step(step, row, type));
    pickles_.push_back({.id = next_id(),
                        .uri = document_.uri,
                        .location = row ? row->values.location : scenario.location,
                        .name = replace(scenario.name, row),
                        .language = document_.feature->language,
                        .steps = {room, steps},
                        .tags = tags,
                        .ast_node_ids = node_ids(scenario.id, row)});
    charge(scenario.location, 0);
  }

  PickleStep pickle_step(const Step& step, const Row* row, StepType& type) {
    type = type_of(step.keyword_type, type);
    const bool both = step.doc_string && step.data_table;
    const bool table_first = both && step.data_table->location.line < step.doc_string->location.line;
    const std::uint32_t table_index = !both ? 0 : table_first ? 1 : 2;
    const std::uint32_t doc_string_index = !both ? 0 : table_first ? 2 : 1;
    return {
        .id = next_id(),
        .text = replace(step.text, row),
        .type = type,
        .doc_string = step.doc_string ? pickle_doc_string(*step.doc_string, doc_string_index, row) : nullptr,
        .data_table = step.data_table ? pickle_table(*step.data_table, table_index, row) : nullptr,
        .ast_node_ids = node_ids(step.id, row),
        .location = step.location,
        .keyword = step.keyword};
  }

  const PickleDocString* pickle_doc_string(const DocString& doc_string, std::uint32_t index, const Row* row) {
    return store_->keep_one(
        PickleDocString{index, replace(doc_string.media_type, row), replace(doc_string.content, row)});
  }

  const PickleTable* pickle_table(const DataTable& table, std::uint32_t index, const Row* row) {
    const std::size_t width = table.rows.front().cells.size();  // of all rows
    if (!budget_.spend(table.rows.size() * (sizeof(PickleRow) + width * sizeof(std::string_view))))
      return nullptr;
    auto* const rows = store_->room<PickleRow>(table.rows.size());
    auto* cells = store_->room<std::string_view>(table.rows.size() * width);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      new (&rows[i]) PickleRow{{cells, width}};
      for (const TableCell& cell : table.rows[i].cells)
        new (cells++) std::string_view(replace(cell.value, row));
    }
    return store_->keep_one(PickleTable{index, {rows, table.rows.size()}});
  }

  std::span<const PickleTag> pickle_tags(const Scenario& scenario, const Surroundings& around,
                                         std::span<const Tag> examples) {
    std::vector<PickleTag> all;
    const std::size_t count = around.tags.size() + scenario.tags.size() + examples.size();
    if (!charge(scenario.location, count * sizeof(PickleTag))) return {};
    for (const std::span<const Tag> tags : {std::span<const Tag>(around.tags), scenario.tags, examples}) {
      for (const Tag& tag : tags) all.push_back({tag.name, tag.id});
    }
    return store_->settle(all);
  }

  std::string_view replace(std::string_view text, const Row* row) {
    return row ? row->placeholders.replace(text) : text;
  }

  std::span<const std::string_view> node_ids(const std::string_view& node, const Row* row) {
    if (!row) return {&node, 1};  // a view into the document
    const std::array both{node, row->values.id};
    return store_->keep_all(std::span<const std::string_view>(both));
  }

  std::string_view next_id() { return store_->keep(ids_.next()); }

  // Remembers where the budget ran out.
  bool charge(Location location, std::size_t bytes) {
    const bool enough = budget_.spend(bytes);
    if (!enough && too_much_.line == 0) too_much_ = location;
    return enough;
  }

  const Document& document_;
  IdGenerator& ids_;
  std::shared_ptr<Store> store_;
  Budget budget_;
  std::size_t max_work_;
  Location too_much_;
  std::vector<Pickle> pickles_;
};

}  // namespace

ParseResult<Pickles> compile_pickles(const Document& document, IdGenerator& ids,
                                     const CompileOptions& options) {
  return Compiler(document, ids, options.max_work).run();
}

}  // namespace ordeal::gherkin
