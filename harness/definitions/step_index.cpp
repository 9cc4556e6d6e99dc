#include "harness/definitions/step_index.hpp"

#include <algorithm>

namespace ordeal::definitions {

using expressions::WordPattern;

StepIndex::Node StepIndex::make_node(bool repeats) {
  nodes_.push_back({.repeats = repeats});
  return static_cast<Node>(nodes_.size() - 1);
}

StepIndex::Node StepIndex::next(Node from, const WordPattern& word) {
  if (word.kind == WordPattern::Kind::literal) {
    const auto [found, added] = literals_.try_emplace({from, word.literal}, kNone);
    if (added) found->second = make_node(false);
    return found->second;
  }
  const bool several = word.kind == WordPattern::Kind::several;
  const auto branch = several ? &Branches::several : &Branches::one;
  if (nodes_[from].*branch == kNone) {
    const Node made = make_node(several);  // moves the nodes
    nodes_[from].*branch = made;
  }
  return nodes_[from].*branch;
}

void StepIndex::add(const expressions::Expression& expression, std::size_t number) {
  if (expression.is_regular()) {
    unindexed_.push_back(number);
    return;
  }
  Node node = 0;
  for (const WordPattern& word : expression.words()) node = next(node, word);
  nodes_[node].numbers.push_back(number);
}

std::vector<std::size_t> StepIndex::candidates(std::string_view text) const {
  std::vector<Node> here{0}, then;
  const auto reach = [&then](Node node) {
    if (node != kNone && std::ranges::find(then, node) == then.end()) then.push_back(node);
  };
  for (bool more = true; more && !here.empty();) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    more = space != std::string_view::npos;
    text.remove_prefix(more ? space + 1 : text.size());
    then.clear();
    for (const Node node : here) {
      if (const auto found = literals_.find({node, word}); found != literals_.end()) reach(found->second);
      reach(nodes_[node].one);
      reach(nodes_[node].several);
      if (nodes_[node].repeats) reach(node);
    }
    here.swap(then);
  }
  std::vector<std::size_t> numbers = unindexed_;
  for (const Node node : here)
    numbers.insert(numbers.end(), nodes_[node].numbers.begin(), nodes_[node].numbers.end());
  std::ranges::sort(numbers);
  return numbers;
}

}  // namespace ordeal::definitions
