#include "harness/definitions/step_index.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

namespace ordeal::definitions {

using expressions::WordPattern;

namespace {

// The high and low half of the product, folded: every bit of both factors counts.
std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;

std::uint64_t hash_of(std::string_view word) {
  std::uint64_t hash = word.size() * kOdd, eight = 0;
  for (; word.size() > sizeof eight; word.remove_prefix(sizeof eight)) {
    std::memcpy(&eight, word.data(), sizeof eight);
    hash = mixed(hash ^ eight, kOdd);
  }
  std::uint64_t rest = 0;
  if (word.size() >= 4) {  // two halves, which may overlap
    std::uint32_t low = 0, high = 0;
    std::memcpy(&low, word.data(), sizeof low);
    std::memcpy(&high, word.data() + word.size() - sizeof high, sizeof high);
    rest = std::uint64_t{high} << 32 | low;
  } else {
    for (const char c : word) rest = rest << 8 | static_cast<unsigned char>(c);
  }
  return mixed(hash ^ rest, kOdd);
}

}  // namespace

std::size_t StepIndex::EdgeHash::operator()(const Edge& edge) const {
  return mixed(edge.word_hash ^ edge.from, kOdd);
}

StepIndex::Node StepIndex::make_node(bool repeats) {
  nodes_.push_back({.repeats = repeats});
  return static_cast<Node>(nodes_.size() - 1);
}

StepIndex::Node StepIndex::next_literal(Node from, std::string_view word) {
  if (nodes_[from].first_literal == kNone) {
    const Node made = make_node(false);  // moves the nodes
    nodes_[from].first_literal = made;
    nodes_[from].first_word = word;
    return made;
  }
  if (nodes_[from].first_word == word) return nodes_[from].first_literal;
  nodes_[from].more_literals = true;
  const auto [found, added] = literals_.try_emplace({from, hash_of(word), word}, kNone);
  if (added) found->second = make_node(false);
  return found->second;
}

StepIndex::Node StepIndex::next(Node from, const WordPattern& word) {
  if (word.kind == WordPattern::Kind::literal) return next_literal(from, word.literal);
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
  const auto count = [this, number](Node node) {
    if (nodes_[node].below++ == 0) nodes_[node].first = number;
  };
  Node node = 0;
  count(node);
  for (const WordPattern& word : expression.words()) {
    node = next(node, word);
    count(node);
  }
  nodes_[node].numbers.push_back(number);
}

void StepIndex::reach(Node node, Places& places) const {
  if (node == kNone || std::ranges::find(places.nodes, node) != places.nodes.end()) return;
  places.nodes.push_back(node);
  places.single = places.single && nodes_[node].below == 1;
}

// Where this word of the text leads from all of these nodes.
void StepIndex::step(const Places& from, std::string_view word, Places& to) const {
  std::optional<std::uint64_t> hash;  // made at most once
  for (const Node number : from.nodes) {
    const Branches& node = nodes_[number];
    if (node.first_literal != kNone && node.first_word == word) {
      reach(node.first_literal, to);
    } else if (node.more_literals) {
      if (!hash) hash = hash_of(word);
      if (const auto found = literals_.find({number, *hash, word}); found != literals_.end())
        reach(found->second, to);
    }
    reach(node.one, to);
    reach(node.several, to);
    if (node.repeats) reach(number, to);
  }
}

StepIndex::Numbers StepIndex::candidates(std::string_view text) const {
  std::array<Places, 2> places;
  Places *from = &places[0], *to = &places[1];
  from->nodes.push_back(0);
  from->single = nodes_[0].below == 1;
  bool more = true;
  while (more && !from->single) {
    const std::size_t space = text.find(' ');
    more = space != std::string_view::npos;
    to->nodes.clear();
    to->single = true;
    step(*from, text.substr(0, space), *to);
    text.remove_prefix(more ? space + 1 : text.size());
    std::swap(from, to);
  }
  Numbers numbers(unindexed_.begin(), unindexed_.end());
  for (const Node node : from->nodes) {
    if (more) {
      numbers.push_back(nodes_[node].first);
    } else {
      numbers.insert(numbers.end(), nodes_[node].numbers.begin(), nodes_[node].numbers.end());
    }
  }
  if (numbers.size() < 2) return numbers;
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

}  // namespace ordeal::definitions
